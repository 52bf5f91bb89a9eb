package dev.managedidentity.operator;

import java.time.Duration;
import java.time.Instant;

/**
 * Counts how often in a row Azure gave an answer that ends something. A single 404 or 403 can be
 * wrong: nothing that is owned is given up before the answer has come three times, at intervals.
 * Touched by one thread at a time.
 */
final class RepeatedAnswer {
  private static final int ENOUGH = 3;

  private int times;
  private Instant last = Instant.MIN;

  /**
   * Notes the answer once more.
   *
   * @param interval one that comes sooner after the last one does not count
   * @return whether it came often enough to be relied on
   */
  boolean again(Instant now, Duration interval) {
    if (times == 0 || !now.isBefore(last.plus(interval))) {
      times++;
      last = now;
    }
    return isReliable();
  }

  boolean isReliable() {
    return times >= ENOUGH;
  }

  /** There was another answer. */
  void ended() {
    times = 0;
  }
}
