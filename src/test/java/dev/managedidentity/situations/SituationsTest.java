package dev.managedidentity.situations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Plays each file of src/test/resources/situations; -Dsituations=WORDS plays those so named. */
class SituationsTest {
  private static final Path FILES = Path.of("src/test/resources/situations");

  @TempDir private static Path certificate;

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.sorted().toList();
    }
  }

  @TestFactory
  List<DynamicTest> situations() throws IOException {
    String wanted = System.getProperty("situations", "");
    return files().stream()
        .filter(file -> file.toString().contains(wanted))
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> play(file)))
        .toList();
  }

  @Test
  void thereAreEnoughAndEachIsNamedInPlainWords() throws IOException {
    assertThat(files())
        .hasSizeGreaterThanOrEqualTo(60)
        .allSatisfy(file -> assertThat(file.getFileName().toString()).matches("[a-z0-9-]+\\.yaml"));
  }

  /** Build logs number dynamic tests and drop their names, so the failure carries it. */
  private static void play(Path file) throws IOException {
    List<String> differences = Play.whole(SituationFile.read(file), certificate);
    if (!differences.isEmpty()) {
      throw new AssertionError(
          file.getFileName() + ": " + String.join(System.lineSeparator(), differences));
    }
  }
}
