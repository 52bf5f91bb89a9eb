package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionPlanner;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.RoleClaims;
import java.util.List;
import java.util.Objects;

/**
 * Whether what a list shows of a target needs no read of the target itself. A list may confirm what
 * is on record, and nothing else: an entry of it can be wrong under a valid ETag, and whatever a
 * record loses by that, such as that an identity is owned, is lost for good. Pure.
 */
final class ListEvidence {
  private ListEvidence() {}

  /**
   * Whether nothing is deleted, removed, granted or dropped from a record because of what the list
   * shows.
   *
   * @param declared all declarations of the target
   */
  static boolean suffices(ComputeResource shown, List<Declared> declared) {
    List<Declaration> declarations = declared.stream().map(Declared::declaration).toList();
    return declarations.stream().noneMatch(Declaration::leaving)
        && ExtensionPlanner.plan(declarations, shown.extensions()).change().isEmpty()
        && declared.stream().allMatch(one -> confirms(shown, one));
  }

  private static boolean confirms(ComputeResource shown, Declared declared) {
    Declaration declaration = declared.declaration();
    LiveIdentity identity = shown.identity();
    return identity.userAssigned().keySet().containsAll(declaration.owned())
        // Stale and not there is the record that it was there before the operator came.
        && declaration.mending().isEmpty()
        && (!declaration.ownsSystemAssigned() || identity.systemAssigned())
        && isPrincipalOnRecord(identity, declared)
        && isExtensionShown(shown, declaration);
  }

  /** Roles are granted to the principal, and taken off the record once it is gone. */
  private static boolean isPrincipalOnRecord(LiveIdentity identity, Declared declared) {
    IdentityStatus status = declared.status();
    String recorded = status.systemAssigned == null ? null : status.systemAssigned.principalId;
    Declaration declaration = declared.declaration();
    // An owned one without a recorded principal is decided by its ETag, which takes a read.
    boolean isKnown =
        recorded != null
            || declaration.ownsSystemAssigned()
            || !declaration.roles().equals(RoleClaims.NONE);
    return !isKnown || Objects.equals(recorded, identity.principalId());
  }

  private static boolean isExtensionShown(ComputeResource shown, Declaration declaration) {
    String owned = declaration.extension().owned();
    return owned == null
        || shown.extensions().stream().anyMatch(one -> one.name().equalsIgnoreCase(owned));
  }
}
