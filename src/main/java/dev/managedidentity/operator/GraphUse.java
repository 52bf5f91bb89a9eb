package dev.managedidentity.operator;

import dev.managedidentity.azure.ListQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;

/** Whether the next list of a subscription is asked of the Resource Graph, or of its source. */
final class GraphUse {
  /** So many pages of one list compute gives out a minute, if it is fetched again and again. */
  private static final double PAGES_A_MINUTE = 10;

  /** One for those who wait for operations, and one for those who watch. */
  private static final int LISTS = 2;

  private final ResourceGraph setting;
  private final double mostPages;
  private final IntSupplier room;
  private volatile boolean isNeeded;
  private volatile Instant refusedUntil = Instant.MIN;

  /** Where lists come from that are to show how operations go. */
  enum Origin {
    /** Compute, which shows what is true, as long as it has saved up enough pages. */
    ROOMY_SOURCE(Duration.ZERO),

    /**
     * The Resource Graph, with a sixth of the 25 reads a second that Resource Manager lets through.
     * Long lists come the more seldom, so that five times as many changes cost five times as many
     * pages and not 25 times.
     */
    GRAPH(Duration.ofMillis(250)),

    /** Compute, with the ten pages a minute that it gives out of one list. */
    SOURCE(Duration.ofSeconds(6));

    /** For how long each page of one list keeps the next list away. */
    final Duration aPage;

    Origin(Duration aPage) {
      this.aPage = aPage;
    }
  }

  /**
   * @param period of the lists
   * @param room how many pages the source would give out just now
   */
  GraphUse(ResourceGraph setting, Duration period, IntSupplier room) {
    this.setting = setting;
    this.mostPages = PAGES_A_MINUTE * period.toMillis() / 60_000;
    this.room = room;
  }

  /** For a list that is to show drift. */
  boolean isForWatching(Instant now) {
    return isTaken(now) && (setting == ResourceGraph.ON || isNeeded);
  }

  /**
   * For one that is to show how operations go, and is wanted much more often.
   *
   * @param pages of the list
   */
  Origin forAwaiting(int pages, Instant now) {
    boolean isAlways = setting == ResourceGraph.ON && isTaken(now);
    if (!isAlways && room.getAsInt() >= LISTS * pages) {
      return Origin.ROOMY_SOURCE;
    }
    return isTaken(now) ? Origin.GRAPH : Origin.SOURCE;
  }

  private boolean isTaken(Instant now) {
    return setting != ResourceGraph.OFF && !now.isBefore(refusedUntil);
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
