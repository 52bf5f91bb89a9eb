package dev.managedidentity.bench;

import dev.managedidentity.emulator.audit.ChangeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What somebody changed and when that was put right, as Azure noted it. */
final class Repairs {
  private final Cloud cloud;

  /** The identities that each target is to have, by its id in lower case. */
  private final Map<String, List<String>> wanted = new HashMap<>();

  private final Map<String, Instant> open = new HashMap<>();
  private final List<Repair> done = new ArrayList<>();
  private long seen;

  /** A change that somebody made, and the one by which the target had again what it is to have. */
  record Repair(String target, Instant drifted, Instant repaired) {
    double seconds() {
      return Duration.between(drifted, repaired).toMillis() / 1000.0;
    }
  }

  /** Of these targets, and from now on. */
  Repairs(Cloud cloud, List<Errand.Task> tasks) {
    this.cloud = cloud;
    this.seen = cloud.lastChange();
    tasks.forEach(task -> wanted.put(lower(task.target()), task.identities()));
  }

  /** Whether nothing that somebody changed is still as he left it. */
  boolean areAllDone() {
    for (ChangeRecord change : cloud.changes(seen)) {
      seen = change.n();
      if (wanted.containsKey(lower(change.target()))) {
        note(change);
      }
    }
    return open.isEmpty();
  }

  /** Those found by the last look, in the order in which they were made. */
  List<Repair> done() {
    return List.copyOf(done);
  }

  private void note(ChangeRecord change) {
    String target = lower(change.target());
    if (change.client().equals(Cloud.SOMEBODY)) {
      open.put(target, change.time());
    } else if (open.containsKey(target) && hasWanted(change)) {
      done.add(new Repair(target, open.remove(target), change.time()));
    }
  }

  private boolean hasWanted(ChangeRecord change) {
    Set<String> there = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    change.after().path("userAssignedIdentities").fieldNames().forEachRemaining(there::add);
    return there.containsAll(wanted.get(lower(change.target())));
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
