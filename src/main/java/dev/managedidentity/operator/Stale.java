package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds identities on a target that were deleted and created again since they were assigned: the
 * target keeps a reference to the old one, which Azure never heals. Pure.
 */
final class Stale {
  private Stale() {}

  /**
   * Those of the identities that the declarations know by their UserAssignedIdentity, with the
   * principal that the reference is to be for.
   */
  static Map<ArmId, String> in(ComputeResource live, List<Declared> declared) {
    Map<ArmId, String> stale = new TreeMap<>();
    if (live.isChanging()) {
      // While an operation runs the values of a good reference are empty, too.
      return stale;
    }
    for (Declared one : declared) {
      one.names()
          .known()
          .forEach(
              (id, known) -> {
                if (isStale(id, known, live, one)) {
                  stale.put(id, known.principalId());
                }
              });
    }
    return stale;
  }

  private static boolean isStale(ArmId id, Principal known, ComputeResource live, Declared by) {
    Principal shown = live.identity().userAssigned().get(id);
    if (shown == null) {
      return false;
    }
    if (!live.flexible()) {
      return !known.principalId().equals(shown.principalId());
    }
    // A Flexible scale set never shows whom a reference is to: only its record tells.
    return recorded(id, by).filter(principal -> !principal.equals(known.principalId())).isPresent();
  }

  private static Optional<String> recorded(ArmId id, Declared by) {
    return by.status().identities.stream()
        .filter(row -> Declarations.recorded(row).filter(id::equals).isPresent())
        .findAny()
        .map((IdentityRow row) -> row.principalId);
  }
}
