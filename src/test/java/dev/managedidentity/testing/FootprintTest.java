package dev.managedidentity.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class FootprintTest {
  @Test
  void aRunningProcessHasOne() {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "only Linux says all");

    // When
    Footprint own = Footprint.of(ProcessHandle.current().pid());

    // Then
    assertThat(own.residentMegabytes()).isPositive();
    assertThat(own.peakMegabytes()).isGreaterThanOrEqualTo(own.residentMegabytes());
    assertThat(own.cpuSeconds()).isPositive();
  }

  @Test
  void ofOneThatHasEndedNothingIsKnown() throws Exception {
    // Given
    Process ended =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
            .start();
    ended.waitFor();

    // Then
    assertThat(Footprint.of(ended.pid())).isEqualTo(new Footprint(-1, -1, -1));
  }
}
