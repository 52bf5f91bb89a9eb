package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
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
    List<String> rows = Example.all().stream().map(Example::file).sorted().toList();

    // Then
    assertThat(rows).isEqualTo(files);
  }

  @Test
  void everyTaskHasASectionWithARowThatIsTested() throws IOException {
    // When
    String[] sections = Files.readString(Example.TASKS).split("(?m)^## ", -1);

    // Then
    IntStream.rangeClosed(1, 14)
        .forEach(
            task ->
                assertThat(sections[task])
                    .startsWith(task + ". ")
                    .containsPattern("(?m)^\\|.*\\[\\d\\d]\\(\\.\\./examples/"));
    assertThat(MissingRole.all()).extracting(MissingRole::example).doesNotContainNull();
  }

  @Test
  void theNumberInARowIsThatOfItsFile() throws IOException {
    // When
    String tasks = Files.readString(Example.TASKS);

    // Then
    for (Example example : Example.all()) {
      String number = example.file().substring(0, 2);
      assertThat(tasks).contains("| [%s](../examples/%s) |".formatted(number, example.file()));
    }
  }

  @Test
  void eachIsAboutTargetsOfItsOwn() {
    // When
    List<Example> examples = Example.all();

    // Then
    assertThat(examples).flatMap(example -> example.targets("any")).doesNotHaveDuplicates();
  }

  @Test
  void eachBeginsWithWhatItDoesAndEndsAsItsRowSays() {
    for (Example example : Example.all()) {
      // When
      List<String> ends =
          example.text().lines().filter(line -> line.startsWith("# ends: ")).distinct().toList();

      // Then
      assertThat(example.text()).as(example.file()).matches("(?s)# [A-Z].*");
      assertThat(ends).as(example.file()).containsExactly("# ends: " + example.ready());
    }
  }
}
