package dev.managedidentity.plan;

import dev.managedidentity.api.IdentityState;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One declaration's share of a plan.
 *
 * @param changes those it wants; for Observe those it would want
 * @param systemAssigned where the system-assigned identity stands; empty where there is none and
 *     none is wanted
 * @param rows one an identity, by id
 * @param conflicts where an older declaration says the opposite
 * @param systemAssignedUnsupported it wants a system-assigned identity that its target cannot have
 * @param systemAssignedRefused it says something of the system-assigned identity that it lacks the
 *     permission for, by AzureAccess
 * @param refused the identities that it names and lacks the permission for, by AzureAccess
 * @param released nothing is left to take away for it: a leaving declaration may go, once every
 *     other share of the plan is on record, since another may inherit what it owns
 */
public record Share(
    List<Change> changes,
    Optional<SystemRow> systemAssigned,
    List<Row> rows,
    List<Conflict> conflicts,
    boolean systemAssignedUnsupported,
    boolean systemAssignedRefused,
    Set<ArmId> refused,
    boolean released) {

  public Share {
    changes = List.copyOf(changes);
    rows = List.copyOf(rows);
    conflicts = List.copyOf(conflicts);
    refused = Collections.unmodifiableSet(new TreeSet<>(refused));
  }

  /** One user-assigned identity; {@code owned} as it is once the plan's PATCH has been sent. */
  public record Row(
      ArmId id, IdentityState state, boolean owned, LiveIdentity.Principal principal) {}

  /** The system-assigned identity; {@code owned} as it is once the plan's PATCH has been sent. */
  public record SystemRow(
      IdentityState state, boolean owned, String principalId, String tenantId) {}

  /**
   * A contradiction lost.
   *
   * @param identity the identity it is about; null for the system-assigned one
   * @param elder the key of the declaration that has the say
   */
  public record Conflict(ArmId identity, String elder) {}
}
