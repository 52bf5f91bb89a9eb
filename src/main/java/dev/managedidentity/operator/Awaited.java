package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The targets of one subscription on which operations of ours run. Safe for many threads. */
final class Awaited {
  /**
   * A sixth of the 25 reads a second that Resource Manager lets through. Long lists come the more
   * seldom, so that five times as many changes cost five times as many pages and not 25 times.
   */
  private static final Duration A_PAGE_OF_GRAPH = Duration.ofMillis(250);

  /** Of the ten pages a minute that compute gives out of one list. */
  private static final Duration A_PAGE = Duration.ofSeconds(6);

  /** Who has not asked for so many times as long is not waiting any more. */
  private static final int MISSED = 4;

  private final Duration soonest;
  private final Map<ArmId, Instant> since = new ConcurrentHashMap<>();
  private volatile Duration apart;

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

  int count(Instant now) {
    return (int)
        since.values().stream()
            .filter(at -> !at.isBefore(now.minus(apart.multipliedBy(MISSED))))
            .count();
  }

  /** How far apart lists of so many pages are, so that they leave room for other reads. */
  Duration apart(int pages, boolean ofGraph) {
    Duration cost = (ofGraph ? A_PAGE_OF_GRAPH : A_PAGE).multipliedBy(pages);
    apart = cost.compareTo(soonest) > 0 ? cost : soonest;
    return apart;
  }
}
