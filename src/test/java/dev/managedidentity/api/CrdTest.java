package dev.managedidentity.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrdTest {
  private static final Path FOLDER = Path.of("crds");

  /** One line a rule, quotes only where they are needed: people read the file. */
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .build();

  private static Stream<Named<CustomResourceDefinition>> all() {
    return Crd.all().map(crd -> Named.of(crd.getMetadata().getName(), crd));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theFileIsWhatTheClassesSay(CustomResourceDefinition crd) throws IOException {
    // Given
    Path file = FOLDER.resolve(crd.getMetadata().getName() + ".yaml");
    String generated =
        "# Generated from the classes in src/main/java/dev/managedidentity/api; to write it anew:\n"
            + "#   mvn -q test -Dtest=CrdTest -Dcrds.update\n"
            + YAML.writeValueAsString(crd);
    if (System.getProperty("crds.update") != null) {
      Files.writeString(file, generated);
    }

    // Then
    assertThat(Files.readString(file)).isEqualTo(generated);
  }

  @Test
  void everyKindIsDeployed() throws IOException {
    assertThat(Files.readAllLines(FOLDER.resolve("Kustomization")))
        .containsAll(Crd.all().map(crd -> "  - " + crd.getMetadata().getName() + ".yaml").toList());
  }
}
