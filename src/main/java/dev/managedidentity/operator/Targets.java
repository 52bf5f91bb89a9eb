package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.TargetReference;
import dev.managedidentity.plan.ArmId;

/** Finds out what a declaration is about. */
final class Targets {
  private Targets() {}

  /**
   * The id of the target that a declaration names.
   *
   * @param defaultSubscription null if there is none
   * @throws IllegalArgumentException with the field and the remedy, if it names none
   */
  static ArmId of(IdentityDeclaration<?> declaration, String defaultSubscription) {
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
    String subscription =
        reference.subscriptionId != null ? reference.subscriptionId : defaultSubscription;
    if (subscription == null) {
      throw new IllegalArgumentException(
          kind.field()
              + ".subscriptionId is missing and the operator has no default; give it, or set"
              + " AZURE_SUBSCRIPTION_ID for the operator");
    }
    return ArmId.of(subscription, reference.resourceGroup, kind.type(), reference.name);
  }
}
