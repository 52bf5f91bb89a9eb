package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity.Principal;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/**
 * What the name of a UserAssignedIdentity stands for.
 *
 * @param id empty where the object does not tell
 * @param principal of the identity; empty while there is no such identity
 * @param waiting why the identity cannot be assigned yet; empty if it can
 */
record Reference(Optional<ArmId> id, Optional<Principal> principal, String waiting) {

  /** Where names are looked up. */
  @FunctionalInterface
  interface Lookup {
    /** Empty if there is no such object. */
    Optional<Reference> find(String namespace, String name);
  }

  /**
   * @param subscriptions asked where the object names none
   * @param proofs tells whether what the status says of the identity is the operator's own word
   */
  static Reference to(
      UserAssignedIdentity resource,
      DefaultSubscription.Lookup subscriptions,
      RecordProofs proofs) {
    String named = "UserAssignedIdentity " + Declarations.key(resource);
    ArmId id;
    try {
      id = Targets.of(resource, subscriptions, proofs);
    } catch (IllegalArgumentException e) {
      return new Reference(
          Optional.empty(), Optional.empty(), named + " cannot be carried out: " + e.getMessage());
    }
    UserAssignedIdentityStatus status =
        ProvenStatus.of(resource.getStatus(), resource.getMetadata().getUid(), id, proofs).status();
    // The roles of the identity may still be on their way: it can be assigned without them.
    if (status.principalId != null) {
      Principal principal = new Principal(status.clientId, status.principalId);
      return new Reference(Optional.of(id), Optional.of(principal), "");
    }
    return new Reference(
        Optional.of(id), Optional.empty(), named + " has no identity yet" + said(status));
  }

  private static String said(UserAssignedIdentityStatus status) {
    return status.conditions.stream()
        .filter(condition -> condition.getType().equals(ConditionType.Ready.name()))
        .findAny()
        .map(Condition::getMessage)
        .map(message -> ": " + message)
        .orElse(".");
  }
}
