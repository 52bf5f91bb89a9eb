package dev.managedidentity.emulator.arm;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Who wrote what, to be read only a while later, as in Azure. The newest writes are kept. */
final class ActivityLog {
  private static final int KEPT = 50_000;

  private final Clock clock;
  private final Timing timing;
  private final Deque<Entry> entries = new ArrayDeque<>();

  /**
   * A write that was accepted or refused.
   *
   * @param readable when the log has it
   */
  record Entry(
      Instant time,
      Instant readable,
      Caller caller,
      String action,
      String resourceId,
      String correlation,
      boolean succeeded) {}

  ActivityLog(Clock clock, Timing timing) {
    this.clock = clock;
    this.timing = timing;
  }

  /**
   * Notes a write.
   *
   * @param delay how late it is, in seconds at Azure's own pace; as recorded where null
   */
  void note(
      Caller caller,
      String action,
      String resourceId,
      String correlation,
      boolean succeeded,
      Double delay) {
    Instant now = clock.instant();
    Instant readable = now.plus(delay == null ? timing.activity() : timing.of(delay));
    entries.addFirst(new Entry(now, readable, caller, action, resourceId, correlation, succeeded));
    if (entries.size() > KEPT) {
      entries.removeLast();
    }
  }

  /** What can be read by now, newest first. */
  List<Entry> readable() {
    Instant now = clock.instant();
    return entries.stream().filter(entry -> !entry.readable().isAfter(now)).toList();
  }
}
