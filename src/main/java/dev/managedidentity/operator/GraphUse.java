package dev.managedidentity.operator;

import dev.managedidentity.azure.ListQuery;
import java.time.Duration;
import java.time.Instant;

/** Whether the next list of a subscription is asked of the Resource Graph. */
final class GraphUse {
  /** So many pages of one list compute gives out a minute, if it is fetched again and again. */
  private static final double PAGES_A_MINUTE = 10;

  private final ResourceGraph setting;
  private final double mostPages;
  private volatile boolean isNeeded;
  private volatile Instant refusedUntil = Instant.MIN;

  /**
   * @param period of the lists
   */
  GraphUse(ResourceGraph setting, Duration period) {
    this.setting = setting;
    this.mostPages = PAGES_A_MINUTE * period.toMillis() / 60_000;
  }

  /** For a list that is to show drift. */
  boolean isForWatching(Instant now) {
    return !now.isBefore(refusedUntil)
        && (setting == ResourceGraph.ON || (setting == ResourceGraph.AUTO && isNeeded));
  }

  /** For one that is to show how operations go, and is wanted much more often. */
  boolean isForAwaiting(Instant now) {
    return !now.isBefore(refusedUntil) && setting != ResourceGraph.OFF;
  }

  /** Whether it goes on where compute has no room for more pages. */
  boolean takesOver(ListQuery heldBack, Instant now) {
    isNeeded |= !heldBack.ofGraph();
    return !heldBack.ofGraph() && isForWatching(now);
  }

  /** A list was read to its end. */
  void listed(int pages) {
    isNeeded = pages > mostPages;
  }

  void refused(Instant until) {
    refusedUntil = until;
  }
}
