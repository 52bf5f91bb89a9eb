package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The targets of one subscription on which operations of ours run. Safe for many threads. */
final class Awaited {
  /** Who has not asked for so many times as long is not waiting any more. */
  private static final int MISSED = 4;

  private final Duration soonest;
  private final Map<ArmId, Instant> since = new ConcurrentHashMap<>();
  private volatile Duration apart;
  private volatile Instant swept = Instant.MIN;

  /**
   * @param soonest how far apart lists are at least
   */
  Awaited(Duration soonest) {
    this.soonest = soonest;
    this.apart = soonest;
  }

  void add(ArmId target, Instant now) {
    since.put(target, now);
  }

  void remove(ArmId target) {
    since.remove(target);
  }

  /** How many there are; each that asks wants to know. */
  int count(Instant now) {
    if (swept.isBefore(now.minus(soonest))) {
      swept = now;
      since.values().removeIf(at -> at.isBefore(now.minus(apart.multipliedBy(MISSED))));
    }
    return since.size();
  }

  /** How far apart lists of so many pages are, so that they leave room for other reads. */
  Duration apart(int pages, GraphUse.Origin origin) {
    Duration cost = origin.aPage.multipliedBy(pages);
    apart = cost.compareTo(soonest) > 0 ? cost : soonest;
    return apart;
  }
}
