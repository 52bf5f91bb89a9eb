package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  @Test
  void everyFileHasARowAndEveryRowAFile() throws IOException {
    // Given
    List<String> files;
    try (Stream<Path> folder = Files.list(Example.FOLDER)) {
      files =
          folder
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml"))
              .sorted()
              .toList();
    }

    // When
    List<String> rows = Example.all().stream().map(Example::file).toList();

    // Then
    assertThat(rows).isEqualTo(files);
  }

  @Test
  void eachIsAboutATargetOfItsOwn() throws IOException {
    // When
    List<Example> examples = Example.all();

    // Then
    assertThat(examples).extracting(example -> example.target("any")).doesNotHaveDuplicates();
  }

  @Test
  void eachEndsAsItsRowSays() throws IOException {
    for (Example example : Example.all()) {
      // When
      String manifest = Files.readString(Example.FOLDER.resolve(example.file()));

      // Then
      assertThat(manifest).contains("\n# ends: " + example.ready() + "\n");
    }
  }
}
