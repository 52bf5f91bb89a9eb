package dev.managedidentity.operator;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.plan.Access;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionClaim;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One UserAssignedIdentity as it stands in the cluster.
 *
 * @param resource not to be changed: it may be the informer's own
 * @param id of the identity that it declares
 * @param declaration what it says of the roles of the identity
 * @param ignored the records in its status that are not the operator's own: its status here is
 *     without them
 * @param review what its namespace is allowed; empty until that has been looked up
 */
record DeclaredIdentity(
    UserAssignedIdentity resource,
    ArmId id,
    Declaration declaration,
    List<String> ignored,
    Optional<AccessReview> review) {

  /**
   * Reads an object and what its status proves to record of this identity.
   *
   * @param stored as the cluster has it
   */
  static DeclaredIdentity read(UserAssignedIdentity stored, ArmId id, RecordProofs proofs) {
    ProvenStatus<UserAssignedIdentityStatus> proven =
        ProvenStatus.of(stored.getStatus(), stored.getMetadata().getUid(), id, proofs);
    return proven.status() == stored.getStatus() || stored.getStatus() == null
        ? read(stored, id, proven.ignored())
        : read(copy(stored, proven.status()), id, proven.ignored());
  }

  private static DeclaredIdentity read(
      UserAssignedIdentity resource, ArmId id, List<String> ignored) {
    UserAssignedIdentitySpec spec = resource.getSpec();
    boolean deletes = spec.deletionPolicy == IdentityDeletionPolicy.Delete;
    Declaration declaration =
        new Declaration(
            Declarations.key(resource),
            Instant.parse(resource.getMetadata().getCreationTimestamp()),
            Mode.Additive,
            null,
            Map.of(),
            List.of(),
            deletes ? DeletionPolicy.Remove : DeletionPolicy.Retain,
            spec.suspend,
            resource.isMarkedForDeletion(),
            false,
            Set.of(),
            Set.of(),
            RoleRows.claims(spec.roleAssignments, status(resource)),
            ExtensionClaim.NONE,
            Access.UNRESTRICTED);
    return new DeclaredIdentity(resource, id, declaration, ignored, Optional.empty());
  }

  /** The same declaration with what its namespace is allowed. */
  DeclaredIdentity with(AccessReview known) {
    return new DeclaredIdentity(
        resource, id, declaration.with(known.access()), ignored, Optional.of(known));
  }

  /** Whether its namespace may not manage the identity at all. */
  boolean isRefused() {
    return review.flatMap(AccessReview::refusal).isPresent();
  }

  /** Whether deleting it may delete the identity: what is on record does not rule it out. */
  boolean mayDeleteIdentity() {
    return declaration.access().deletesIdentity(IdentityCreation.of(status()).isPossible());
  }

  /** Whether deleting it may delete the identity that a look showed. */
  boolean mayDelete(UserIdentityState state, Instant now) {
    return declaration.access().deletesIdentity(IdentityCreation.of(status()).covers(state, now));
  }

  /** Tells by an Event that deleting it retains the identity, which the operator did not create. */
  void tellRetained(Cluster cluster) {
    cluster.event(
        resource,
        Cluster.EventType.Warning,
        DeletionGate.RETAINED,
        ("%s is retained despite deletionPolicy Delete: the operator did not create it, and no"
                + " AzureAccess allows deleting it. To delete it, run: az identity delete --ids %s."
                + " To let the operator delete what it adopted, have a cluster administrator list"
                + " it in allowed.manageIdentities of an AzureAccess before the declaration is"
                + " deleted.")
            .formatted(id, id));
  }

  UserAssignedIdentitySpec spec() {
    return resource.getSpec();
  }

  UserAssignedIdentityStatus status() {
    return status(resource);
  }

  private static UserAssignedIdentityStatus status(UserAssignedIdentity resource) {
    return resource.getStatus() == null ? new UserAssignedIdentityStatus() : resource.getStatus();
  }

  boolean isLeaving() {
    return declaration.leaving();
  }

  boolean isSuspended() {
    return declaration.suspended();
  }

  /** The same declaration where the rights of another credential are used. */
  DeclaredIdentity standingBy() {
    return new DeclaredIdentity(resource, id, declaration.standingBy(), ignored, review);
  }

  /** The same declaration while its deletion is held. */
  DeclaredIdentity held() {
    return new DeclaredIdentity(resource, id, declaration.held(), ignored, review);
  }

  /** The same object with another status, which the operator wrote. */
  DeclaredIdentity with(UserAssignedIdentityStatus status) {
    DeclaredIdentity updated = read(copy(resource, status), id, List.of());
    return review.map(updated::with).orElse(updated);
  }

  private static UserAssignedIdentity copy(
      UserAssignedIdentity resource, UserAssignedIdentityStatus status) {
    UserAssignedIdentity copy = new UserAssignedIdentity();
    copy.setMetadata(resource.getMetadata());
    copy.setSpec(resource.getSpec());
    copy.setStatus(status);
    return copy;
  }
}
