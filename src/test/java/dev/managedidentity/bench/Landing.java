package dev.managedidentity.bench;

import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * How identities got onto one target.
 *
 * @param patches every PATCH of the target, in the order in which they were answered
 * @param changes what they changed, in the order in which it came about
 */
record Landing(List<RequestRecord> patches, List<ChangeRecord> changes) {

  /** One client's work on one target. */
  static Landing of(
      String client, String target, List<RequestRecord> requests, List<ChangeRecord> changes) {
    return new Landing(
        requests.stream()
            .filter(one -> one.client().equals(client) && one.method().equals("PATCH"))
            .filter(one -> one.path().equalsIgnoreCase(target))
            .toList(),
        changes.stream()
            .filter(one -> one.client().equals(client) && one.target().equalsIgnoreCase(target))
            .toList());
  }

  /** How many PATCHes it took until all of these were there; empty if they are not yet. */
  OptionalInt patchesUntil(Set<String> wanted) {
    int needed = 0;
    for (ChangeRecord change : changes) {
      needed++;
      if (userAssigned(change).containsAll(wanted)) {
        return patchesUntilTaken(needed);
      }
    }
    return OptionalInt.empty();
  }

  /** How many of these the newest change left on the target. */
  int landed(Set<String> wanted) {
    if (changes.isEmpty()) {
      return 0;
    }
    Set<String> there = userAssigned(changes.get(changes.size() - 1));
    return (int) wanted.stream().filter(there::contains).count();
  }

  /** Each PATCH that Azure took changed something, so that the n-th change is the n-th taken. */
  private OptionalInt patchesUntilTaken(int wanted) {
    int taken = 0;
    for (int i = 0; i < patches.size(); i++) {
      taken += patches.get(i).status() < 300 ? 1 : 0;
      if (taken == wanted) {
        return OptionalInt.of(i + 1);
      }
    }
    return OptionalInt.empty();
  }

  private static Set<String> userAssigned(ChangeRecord change) {
    Set<String> ids = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    change.after().path("userAssignedIdentities").fieldNames().forEachRemaining(ids::add);
    return ids;
  }
}
