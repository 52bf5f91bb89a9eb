package dev.managedidentity.storm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for what is to come, and lets time pass. */
final class Waiting {
  private static final Duration GLANCE = Duration.ofMillis(100);

  private Waiting() {}

  /**
   * Waits until something holds.
   *
   * @param missing says what is still missing, for the message
   * @throws StormFailed if it does not hold in time
   */
  static void until(
      String expected, Duration patience, BooleanSupplier holds, Supplier<String> missing) {
    try {
      Awaitility.await()
          .atMost(patience)
          .pollInterval(GLANCE)
          .pollDelay(Duration.ZERO)
          .pollInSameThread()
          .until(holds::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw new StormFailed(
          "This did not come within %d s: %s. %s"
              .formatted(patience.toSeconds(), expected, missing.get()),
          e);
    }
  }

  static void until(String expected, Duration patience, BooleanSupplier holds) {
    until(expected, patience, holds, () -> "");
  }

  /** Lets time pass: the storm blows for so long before the next blow. */
  static void pass(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StormFailed("The storm was interrupted.", e);
    }
  }
}
