package dev.managedidentity.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdTest {
  private static final Path FILE = Path.of("crds", "scalesetidentities.managedidentity.dev.yaml");

  /** One line a rule, quotes only where they are needed: people read the file. */
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .build();

  @Test
  void theFileIsWhatTheClassesSay() throws Exception {
    // Given
    String generated =
        "# Generated from the classes in src/main/java/dev/managedidentity/api; to write it anew:\n"
            + "#   mvn -q test -Dtest=CrdTest -Dcrds.update\n"
            + YAML.writeValueAsString(Crd.ofScaleSetIdentity());
    if (System.getProperty("crds.update") != null) {
      Files.writeString(FILE, generated);
    }

    // Then
    assertThat(Files.readString(FILE)).isEqualTo(generated);
  }
}
