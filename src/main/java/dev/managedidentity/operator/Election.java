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
   * An API server may be away for half a minute, as when its node is replaced, and the work goes
   * on; after a crash somebody else takes over within about a minute.
   */
  private static final Times PATIENT =
      new Times(
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4));

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

  /** With times for a cluster. */
  public Election(String lease, String namespace) {
    this(lease, namespace, PATIENT);
  }
}
