package dev.managedidentity.emulator.arm;

import java.time.Duration;
import java.util.Random;

/** How long operations take: within what was recorded, times a factor. */
final class Timing {
  /** Fixed, so that two runs of one test take the same times. */
  private static final long SEED = 4;

  private final double factor;
  private final Random random = new Random(SEED);

  Timing(double factor) {
    this.factor = factor;
  }

  Duration create() {
    return between(27, 46);
  }

  Duration delete() {
    return between(10, 30);
  }

  /** The first change of a scale set's identity after its creation is slow, later ones are not. */
  Duration change(Resource resource, boolean identityChanges) {
    boolean scaleSet = resource.id().kind().equals(ResourceKind.SCALE_SET);
    return scaleSet && identityChanges && !resource.identityChanged()
        ? between(27, 46)
        : between(scaleSet ? 3 : 2, 9);
  }

  /** Whole seconds for a Retry-After header: rounded up, as there are no fractions, and never 0. */
  int retryAfter(double recordedSeconds) {
    return (int) Math.max(1, Math.ceil(recordedSeconds * factor));
  }

  /** A time of Azure's own pace at this pace. */
  Duration of(double recordedSeconds) {
    return Duration.ofMillis(Math.round(recordedSeconds * 1000 * factor));
  }

  Duration deployment() {
    return between(90, 150);
  }

  /** How late the activity log is. */
  Duration activity() {
    return between(180, 1200);
  }

  /**
   * Whether an answer in which Azure names no time to wait names none here. A client then waits for
   * as long as it always does, which no factor shortens: so below 1 the time is named.
   */
  boolean isSilentWhereAzureIs() {
    return factor >= 1;
  }

  private Duration between(int least, int most) {
    double seconds = least + random.nextDouble() * (most - least);
    return Duration.ofMillis(Math.round(seconds * 1000 * factor));
  }
}
