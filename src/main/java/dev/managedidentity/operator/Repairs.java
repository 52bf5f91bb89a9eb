package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.LiveIdentity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The repairs of stale references of a target, as far as they must be remembered so that one that
 * did not help is not made over and over: each takes the identity off for a while. What is known of
 * an identity may be older than the reference to it.
 */
final class Repairs {
  private Map<ArmId, String> stale = Map.of();
  private final Map<ArmId, String> begun = new TreeMap<>();
  private final Map<ArmId, String> made = new TreeMap<>();

  /**
   * Those of the stale references that are worth a repair.
   *
   * @param found with the principal that each is to be for
   */
  Set<ArmId> worthwhile(Map<ArmId, String> found, LiveIdentity live) {
    stale = found;
    // What was taken off is assigned anew from here on.
    begun.forEach(
        (id, principal) -> {
          if (!live.userAssigned().containsKey(id)) {
            made.put(id, principal);
          }
        });
    begun.keySet().removeAll(made.keySet());
    Set<ArmId> worthwhile = new TreeSet<>(found.keySet());
    worthwhile.removeIf(id -> found.get(id).equals(made.get(id)));
    return worthwhile;
  }

  void sending(IdentityPatch patch) {
    stale.forEach(
        (id, principal) -> {
          if (patch.userAssigned().get(id) == Entry.REMOVE) {
            begun.put(id, principal);
          }
        });
  }
}
