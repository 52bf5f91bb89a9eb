package dev.managedidentity.plan;

import dev.managedidentity.plan.Change.Action;
import dev.managedidentity.plan.IdentityPatch.Entry;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns changes into the PATCH that means them, by the rules Azure merges by. */
final class Patches {
  private Patches() {}

  /** The first PATCH towards these changes; empty if there are none. */
  static Optional<IdentityPatch> first(List<Change> changes, LiveIdentity live) {
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    boolean system = systemAssignedAfter(changes, live);
    List<Change> ofUsers = changes.stream().filter(change -> !change.isSystemAssigned()).toList();
    IdentityType type = IdentityType.of(system, anyUserLeft(ofUsers, live));
    // Where no user-assigned identity stays, the type alone drops them all, however many.
    return Optional.of(new IdentityPatch(type, type.hasUserAssigned() ? chunk(ofUsers) : Map.of()));
  }

  private static boolean systemAssignedAfter(List<Change> changes, LiveIdentity live) {
    return changes.stream()
        .filter(Change::isSystemAssigned)
        .map(change -> change.action() == Action.ASSIGN)
        .findAny()
        .orElse(live.systemAssigned());
  }

  private static boolean anyUserLeft(List<Change> ofUsers, LiveIdentity live) {
    Set<ArmId> left = new HashSet<>(live.userAssigned().keySet());
    for (Change change : ofUsers) {
      if (change.action() == Action.ASSIGN) {
        left.add(change.identity());
      } else {
        left.remove(change.identity());
      }
    }
    return !left.isEmpty();
  }

  /**
   * As many changes as one request takes. What is assigned goes first: were the removals first, an
   * early chunk could leave a target with no identity at all, which Azure refuses. A repair is a
   * removal here: the assignment comes with the next plan.
   */
  private static Map<ArmId, Entry> chunk(List<Change> ofUsers) {
    Map<ArmId, Entry> entries = new TreeMap<>();
    ofUsers.stream()
        .sorted(Comparator.comparing(Change::action))
        .limit(IdentityPatch.MOST_ENTRIES)
        .forEach(change -> entries.put(change.identity(), entry(change)));
    return entries;
  }

  private static Entry entry(Change change) {
    return change.action() == Action.ASSIGN ? Entry.ASSIGN : Entry.REMOVE;
  }
}
