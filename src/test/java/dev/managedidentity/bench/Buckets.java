package dev.managedidentity.bench;

import java.util.List;

/**
 * How fast Azure's token buckets let the scale sets of one subscription be changed, however clever
 * the client: each scale set needs a PATCH, and a PATCH is counted in three buckets.
 *
 * <p>The numbers are the documented ones of Azure, written down anew here: a mistake in the
 * emulator's would not show if the bound were made of the same.
 */
final class Buckets {
  /**
   * A bucket, full at the start.
   *
   * @param burst so many at once
   * @param perSecond so many more each second after that
   */
  record Bucket(double burst, double perSecond) {
    /** Seconds until the last of so many has been let through. */
    double secondsFor(int requests) {
      return Math.max(0, (requests - burst) / perSecond);
    }
  }

  /** Resource Manager: writes of one principal in one subscription. */
  static final Bucket FRONT_DOOR_WRITES = new Bucket(200, 10);

  /** Compute: updates of scale sets in one subscription and region. */
  static final Bucket SCALE_SET_UPDATES = new Bucket(1500, 500 / 60.0);

  /**
   * The longest that the first identity change of a scale set was recorded to take, but for one.
   */
  private static final double LONGEST_FIRST_CHANGE = 46;

  /** The longest that any later one was. */
  private static final double LONGEST_LATER_CHANGE = 9;

  /** What Azure asks a client to wait before it polls an operation. */
  private static final double RETRY_AFTER = 10;

  private Buckets() {}

  /**
   * Seconds, at Azure's pace, until one PATCH for each of so many scale sets can have been sent.
   */
  static double secondsToSend(int scaleSets) {
    return List.of(FRONT_DOOR_WRITES, SCALE_SET_UPDATES).stream()
        .mapToDouble(bucket -> bucket.secondsFor(scaleSets))
        .max()
        .orElseThrow();
  }

  /**
   * Seconds of this machine from the first PATCH until a client that does as Retry-After says can
   * know that every change has ended, where each is the first of its scale set.
   *
   * @param timeFactor what Azure's times are multiplied by; Retry-After has no fractions, so that
   *     it is a whole second at least
   */
  static double secondsToAllEnded(int scaleSets, double timeFactor) {
    return secondsToAllEnded(scaleSets, LONGEST_FIRST_CHANGE, timeFactor);
  }

  /** The same where each has had its first change of identity before. */
  static double secondsToAllRepaired(int scaleSets, double timeFactor) {
    return secondsToAllEnded(scaleSets, LONGEST_LATER_CHANGE, timeFactor);
  }

  private static double secondsToAllEnded(int scaleSets, double longest, double timeFactor) {
    double wait = Math.max(1, Math.ceil(RETRY_AFTER * timeFactor));
    double seen = Math.ceil(longest * timeFactor / wait) * wait;
    return secondsToSend(scaleSets) * timeFactor + seen;
  }
}
