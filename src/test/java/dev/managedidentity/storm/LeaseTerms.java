package dev.managedidentity.storm;

import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who held the lease from when on, and so who was to write. */
final class LeaseTerms {
  private final TreeMap<Instant, String> holders = new TreeMap<>();

  /** Notes what the lease says: the same as before, or a new term. */
  synchronized void note(String holder, Instant acquired) {
    holders.put(acquired, holder);
  }

  /** Who held the lease at a time; whether it had expired is of no matter until another has it. */
  synchronized Optional<String> holderAt(Instant time) {
    return Optional.ofNullable(holders.floorEntry(time)).map(Map.Entry::getValue);
  }

  /** The term that was noted last, by when it began. */
  synchronized Optional<Map.Entry<Instant, String>> newest() {
    return Optional.ofNullable(holders.lastEntry());
  }

  /**
   * What is wrong with a write by a replica, if its term had not begun or another's had.
   *
   * @param replica whose processes are named for it in the lease: name, hyphen, number
   */
  Optional<String> finding(RequestRecord write, String replica) {
    String holder = holderAt(write.time()).orElse("nobody");
    return holder.startsWith(replica + "-")
        ? Optional.empty()
        : Optional.of(
            "two writers: request %d, %s, %s %s by replica %s, while %s held the lease"
                .formatted(write.n(), write.time(), write.method(), write.path(), replica, holder));
  }

  synchronized int count() {
    return holders.size();
  }
}
