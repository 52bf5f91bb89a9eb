package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.TargetReference;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Finds out what an object of ours is about. */
final class Targets {
  private Targets() {}

  /**
   * The id of the target that a declaration names.
   *
   * @param defaultSubscription null if there is none
   * @throws IllegalArgumentException with the field and the remedy, if it names none
   */
  static ArmId of(HasMetadata declaration, String defaultSubscription) {
    return declaration instanceof UserAssignedIdentity identity
        ? ofIdentity(identity, defaultSubscription)
        : ofTarget((IdentityDeclaration<?>) declaration, defaultSubscription);
  }

  private static ArmId ofIdentity(UserAssignedIdentity declaration, String defaultSubscription) {
    UserAssignedIdentitySpec spec = declaration.getSpec();
    TargetKind kind = TargetKind.USER_ASSIGNED_IDENTITY;
    return ArmId.of(
        subscription(kind, spec.subscriptionId, defaultSubscription),
        spec.resourceGroup,
        kind.type(),
        spec.name == null ? declaration.getMetadata().getName() : spec.name);
  }

  private static ArmId ofTarget(IdentityDeclaration<?> declaration, String defaultSubscription) {
    TargetKind kind = TargetKind.ofDeclarations(declaration.getKind());
    TargetReference reference = declaration.getSpec().target();
    if (reference == null) {
      throw new IllegalArgumentException(
          kind.field() + " is missing; give its id, or its resourceGroup and name");
    }
    ArmId id =
        reference.id != null
            ? byId(kind, reference.id)
            : byName(kind, reference, defaultSubscription);
    if (!id.isA(kind.type())) {
      throw new IllegalArgumentException(
          "%s.id is the id of a %s, not of a %s".formatted(kind.field(), id.type(), kind.type()));
    }
    return id;
  }

  private static ArmId byId(TargetKind kind, String id) {
    try {
      return ArmId.parse(id);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(kind.field() + ".id: " + e.getMessage(), e);
    }
  }

  private static ArmId byName(
      TargetKind kind, TargetReference reference, String defaultSubscription) {
    if (reference.resourceGroup == null || reference.name == null) {
      throw new IllegalArgumentException(
          kind.field() + " needs an id, or both a resourceGroup and a name");
    }
    String subscription = subscription(kind, reference.subscriptionId, defaultSubscription);
    return ArmId.of(subscription, reference.resourceGroup, kind.type(), reference.name);
  }

  private static String subscription(TargetKind kind, String given, String defaultSubscription) {
    String subscription = given != null ? given : defaultSubscription;
    if (subscription == null) {
      throw new IllegalArgumentException(
          kind.field()
              + ".subscriptionId is missing and the operator has no default; give it, or set"
              + " AZURE_SUBSCRIPTION_ID for the operator");
    }
    return subscription;
  }
}
