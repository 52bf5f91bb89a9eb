package dev.managedidentity.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A short storm. It loads the machine, so no other test runs beside it. */
@WithApiServer
@Isolated
class StormIT {
  @Test
  void everythingHoldsInAShortStorm() throws Exception {
    // Given
    Path directory = Path.of("target", "storm-it").toAbsolutePath();
    Storm.clear(directory);
    StormOptions options =
        new StormOptions(
            12,
            4,
            1,
            0.2,
            0.02,
            Duration.ofSeconds(10),
            14,
            Duration.ZERO,
            Duration.ofMinutes(4),
            directory);

    // When
    try (StormRun run = new StormRun(options)) {
      StormResult result = run.play();

      // Then
      assertThat(result.findings()).as("logs in " + directory).isEmpty();
      assertThat(result.ground().watch.traffic().refusedUnderFaults()).as("faults").isPositive();
      assertThat(result.ground().ledger.changesByOthers()).as("changes by others").isPositive();
      assertThat(result.ground().ledger.foreign())
          .as("identities of others at the end")
          .isPositive();
    }
  }
}
