package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * From which targets deletions have removed something lately, or are about to. It counts in memory;
 * what a restart must not forget is in the statuses, as {@code RemovalHeld}.
 */
final class RemovalLimit {
  private final int max;
  private final Duration window;
  private final Clock clock;

  /** When each target was admitted; kept while its deletion is under way. */
  private final Map<ArmId, Instant> admitted = new ConcurrentHashMap<>();

  /**
   * @param max 0 for no limit
   */
  RemovalLimit(int max, Duration window, Clock clock) {
    this.max = max;
    this.window = window;
    this.clock = clock;
  }

  boolean isOff() {
    return max == 0;
  }

  int max() {
    return max;
  }

  /** Whether a removal from this target was admitted already. */
  boolean isAdmitted(ArmId target) {
    return admitted.containsKey(target);
  }

  /** Admits a removal from a target of which none is admitted, if there is room for one more. */
  synchronized boolean admit(ArmId target) {
    Instant since = clock.instant().minus(window);
    long recent = admitted.values().stream().filter(at -> at.isAfter(since)).count();
    if (recent >= max) {
      return false;
    }
    admitted.put(target, clock.instant());
    return true;
  }

  /** No deletion is under way on this target; it still counts until the window has passed. */
  synchronized void ended(ArmId target) {
    Instant since = clock.instant().minus(window);
    admitted.computeIfPresent(target, (unused, at) -> at.isAfter(since) ? at : null);
    admitted.values().removeIf(at -> at.isBefore(since.minus(window)));
  }
}
