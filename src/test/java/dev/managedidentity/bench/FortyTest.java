package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FortyTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void areThirtyNineGoodOnesAndABadOne(BadKind kind) {
    // Given
    Optional<BadKind> bad = Optional.of(kind);

    // Then
    assertThat(Forty.good(bad)).hasSize(39);
    assertThat(Forty.identities(bad))
        .hasSize(Forty.SIZE)
        .doesNotHaveDuplicates()
        .containsAll(Forty.good(bad));
  }

  @Test
  void withoutABadOneAllFortyAreGood() {
    assertThat(Forty.identities(Optional.empty()))
        .containsExactlyElementsOf(Forty.good(Optional.empty()))
        .hasSize(Forty.SIZE);
  }

  @Test
  void theSeedHasEveryTargetAndTheFaultsCanBeRead() throws IOException {
    // Given
    Path seed = Files.writeString(directory.resolve("seed.json"), Forty.seed());

    // When
    try (Emulator emulator = Emulator.start(EmulatorOptions.in(directory).withSeed(seed))) {
      emulator.faults(Forty.faults());

      // Then
      for (String type : Forty.TYPES) {
        for (BadKind kind : BadKind.values()) {
          String target = Forty.target(Forty.OPERATOR, type, Optional.of(kind));
          assertThat(ArmId.parse(target).isA(type)).isTrue();
          assertThat(emulator.azure().exists(target)).as(target).isTrue();
        }
      }
    }
  }
}
