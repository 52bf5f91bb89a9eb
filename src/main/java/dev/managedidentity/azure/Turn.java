package dev.managedidentity.azure;

import java.time.Instant;
import java.util.List;

/**
 * Somebody's turn to send, who comes again for it.
 *
 * @param buckets that the request draws on
 * @param isGranted whether it has come, and its tokens are put by until the request is made
 */
record Turn(Instant at, List<Bucket> buckets, boolean isGranted) {

  /** One that is still to come. */
  static Turn promised(Instant at, List<Bucket> buckets) {
    buckets.forEach(Bucket::promise);
    return new Turn(at, buckets, false);
  }

  /** One that has come. */
  static Turn granted(Instant now, List<Bucket> buckets) {
    buckets.forEach(Bucket::putBy);
    return new Turn(now, buckets, true);
  }

  /** The same, but so much later. */
  Turn putOff(Instant until) {
    return new Turn(until, buckets, isGranted);
  }

  /** It was taken, or will not be. */
  void end() {
    buckets.forEach(isGranted ? Bucket::giveBack : Bucket::promiseKeptOrBroken);
  }
}
