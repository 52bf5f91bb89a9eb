package dev.managedidentity.operator;

import java.time.Duration;

/**
 * The lease by which several operators agree on which one of them works.
 *
 * @param lease its name
 * @param namespace of the lease; null for the one the operator runs in
 */
public record Election(String lease, String namespace, Times times) {

  /**
   * By default an API server may be away for half a minute, as when its node is replaced, and the
   * work goes on; after a crash another replica takes over within about a minute.
   */
  public static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);

  /** A request to the API server gets a fifteenth of it, which is too little below this. */
  private static final Duration SHORTEST_DURATION = Duration.ofSeconds(5);

  /**
   * How long things may take.
   *
   * @param expiry after which others may take a lease that is not renewed; whole seconds, as the
   *     Lease has no field for less
   * @param deadline after which whoever cannot renew gives up
   * @param interval between two renewals, and the least between two tries to get the lease
   * @param call of a request to the API server
   */
  public record Times(Duration expiry, Duration deadline, Duration interval, Duration call) {

    /**
     * All times in proportion to the duration of the lease.
     *
     * @throws IllegalArgumentException naming the setting, if a Lease has no field for the duration
     *     or the API server would have no time to answer
     */
    static Times of(Duration duration) {
      if (duration.compareTo(SHORTEST_DURATION) < 0 || duration.toMillisPart() != 0) {
        throw new IllegalArgumentException(
            "--lease-duration is %d ms; set it to whole seconds, at least %d s"
                .formatted(duration.toMillis(), SHORTEST_DURATION.toSeconds()));
      }
      return new Times(
          duration, duration.dividedBy(2), duration.dividedBy(30), duration.dividedBy(15));
    }

    // A try is two requests. One may end late that renewed; after the deadline there may be one
    // that was under way, a wait, and the try to release. All that must fit before the expiry.
    public Times {
      Duration noticed = deadline.plus(interval).plus(call.multipliedBy(6));
      if (noticed.compareTo(expiry) > 0) {
        throw new IllegalArgumentException(
            "Losing the lease is noticed after up to "
                + noticed
                + ", but others may take it after "
                + expiry
                + "; shorten the deadline, or lengthen the expiry");
      }
    }
  }

  /** With the default duration. */
  public Election(String lease, String namespace) {
    this(lease, namespace, DEFAULT_DURATION);
  }

  /**
   * With the times that follow from the duration of the lease.
   *
   * @throws IllegalArgumentException naming the setting, if the duration is too short or not in
   *     whole seconds
   */
  public Election(String lease, String namespace, Duration duration) {
    this(lease, namespace, Times.of(duration));
  }
}
