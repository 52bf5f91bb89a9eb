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
 * @param review what its namespace is allowed; empty until that has been looked up
 */
record DeclaredIdentity(
    UserAssignedIdentity resource,
    ArmId id,
    Declaration declaration,
    Optional<AccessReview> review) {

  static DeclaredIdentity read(UserAssignedIdentity resource, ArmId id) {
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
    return new DeclaredIdentity(resource, id, declaration, Optional.empty());
  }

  /** The same declaration with what its namespace is allowed. */
  DeclaredIdentity with(AccessReview known) {
    return new DeclaredIdentity(resource, id, declaration.with(known.access()), Optional.of(known));
  }

  /** Whether its namespace may not manage the identity at all. */
  boolean isRefused() {
    return review.flatMap(AccessReview::refusal).isPresent();
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

  /** What takes nothing away when it leaves. */
  boolean isFreeToGo() {
    return isLeaving() && (isSuspended() || spec().deletionPolicy == IdentityDeletionPolicy.Retain);
  }

  /** The same declaration where the rights of another credential are used. */
  DeclaredIdentity standingBy() {
    return new DeclaredIdentity(resource, id, declaration.standingBy(), review);
  }

  /** The same object with another status. */
  DeclaredIdentity with(UserAssignedIdentityStatus status) {
    UserAssignedIdentity copy = new UserAssignedIdentity();
    copy.setMetadata(resource.getMetadata());
    copy.setSpec(resource.getSpec());
    copy.setStatus(status);
    DeclaredIdentity updated = read(copy, id);
    return review.map(updated::with).orElse(updated);
  }
}
