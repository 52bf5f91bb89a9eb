package dev.managedidentity.bench;

import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** When a client has read each of some targets, by itself or in a list. */
final class Finding {
  private static final String LISTED = "/providers/microsoft.compute/virtualmachinescalesets";

  private Finding() {}

  /** The pages of a list of so many. */
  static int pages(int scaleSets) {
    return (scaleSets + Cloud.PAGE_SIZE - 1) / Cloud.PAGE_SIZE;
  }

  /**
   * When the last of them had been read; empty if that never came.
   *
   * @param calls of one client, oldest first
   * @param targets the ids of all scale sets of a subscription
   * @param pages of the list of them. So many pages show each of them: where they are the end of
   *     one list and the beginning of the next, these are together one whole list
   */
  static Optional<Instant> allRead(
      List<RequestRecord> calls, Collection<String> targets, int pages) {
    Map<String, Instant> read = new HashMap<>();
    int listed = 0;
    Instant byList = Instant.MAX;
    for (RequestRecord call : calls) {
      String path = call.path().toLowerCase(Locale.ROOT);
      if (!call.method().equals("GET") || call.status() != 200) {
        continue;
      }
      read.putIfAbsent(path, call.time());
      listed += path.endsWith(LISTED) ? 1 : 0;
      if (listed == pages && byList.equals(Instant.MAX)) {
        byList = call.time();
      }
    }
    Instant last = Instant.MIN;
    for (String target : targets) {
      Instant own = read.getOrDefault(target.toLowerCase(Locale.ROOT), Instant.MAX);
      Instant first = own.isBefore(byList) ? own : byList;
      last = first.isAfter(last) ? first : last;
    }
    return Optional.of(last).filter(at -> at.isBefore(Instant.MAX));
  }
}
