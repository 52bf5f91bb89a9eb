package dev.managedidentity.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** How long a benchmark waits for anything before it gives up. */
record Patience(Duration most) {
  private static final Duration GLANCE = Duration.ofMillis(50);

  /**
   * Waits until something is so, as long as a process runs that is to bring it about.
   *
   * @param expected what is waited for, in words that end "... did not come"
   * @throws BenchmarkFailed if it is not so in time, or the process ended
   */
  void until(String expected, JavaProcess process, BooleanSupplier holds) {
    try {
      Awaitility.await()
          .atMost(most)
          .pollInterval(GLANCE)
          .pollDelay(Duration.ZERO)
          .pollInSameThread()
          .until(
              () -> {
                process.requireAlive();
                return holds.getAsBoolean();
              });
    } catch (ConditionTimeoutException e) {
      throw new BenchmarkFailed(
          "This did not come within %d s: %s".formatted(most.toSeconds(), expected), e);
    }
  }
}
