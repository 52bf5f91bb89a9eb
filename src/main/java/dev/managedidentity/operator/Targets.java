package dev.managedidentity.operator;

import dev.managedidentity.api.TargetReference;
import dev.managedidentity.plan.ArmId;

/** Finds out which scale set a declaration is about. */
final class Targets {
  private Targets() {}

  /**
   * The id of the scale set that a reference names.
   *
   * @param defaultSubscription null if there is none
   * @throws IllegalArgumentException with the field and the remedy, if it names none
   */
  static ArmId scaleSet(TargetReference reference, String defaultSubscription) {
    if (reference == null) {
      throw new IllegalArgumentException(
          "spec.scaleSet is missing; give its id, or its resourceGroup and name");
    }
    ArmId id = reference.id != null ? byId(reference.id) : byName(reference, defaultSubscription);
    if (!id.isA(ArmId.SCALE_SET)) {
      throw new IllegalArgumentException(
          "spec.scaleSet.id is the id of a %s, not of a %s".formatted(id.type(), ArmId.SCALE_SET));
    }
    return id;
  }

  private static ArmId byId(String id) {
    try {
      return ArmId.parse(id);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("spec.scaleSet.id: " + e.getMessage(), e);
    }
  }

  private static ArmId byName(TargetReference reference, String defaultSubscription) {
    if (reference.resourceGroup == null || reference.name == null) {
      throw new IllegalArgumentException(
          "spec.scaleSet needs an id, or both a resourceGroup and a name");
    }
    String subscription =
        reference.subscriptionId != null ? reference.subscriptionId : defaultSubscription;
    if (subscription == null) {
      throw new IllegalArgumentException(
          "spec.scaleSet.subscriptionId is missing and the operator has no default; give it, or set"
              + " AZURE_SUBSCRIPTION_ID for the operator");
    }
    return ArmId.of(subscription, reference.resourceGroup, ArmId.SCALE_SET, reference.name);
  }
}
