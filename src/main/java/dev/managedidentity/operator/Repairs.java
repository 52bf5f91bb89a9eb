package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Change;
import dev.managedidentity.plan.Change.Action;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.Plan;
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
    begun.keySet().retainAll(live.userAssigned().keySet());
    Set<ArmId> worthwhile = new TreeSet<>(found.keySet());
    worthwhile.removeIf(id -> found.get(id).equals(made.get(id)));
    return worthwhile;
  }

  /** What the plan repairs is about to be taken off, by an entry of its PATCH or by its type. */
  void sending(Plan plan) {
    plan.changes().stream()
        .filter(change -> change.action() == Action.REPAIR)
        .map(Change::identity)
        .forEach(id -> begun.put(id, stale.get(id)));
  }
}
