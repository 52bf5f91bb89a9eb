package dev.managedidentity.situations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.situations.SituationFile.Computer;
import dev.managedidentity.situations.SituationFile.Given;
import dev.managedidentity.situations.SituationFile.Settings;
import dev.managedidentity.situations.SituationFile.Then;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A situation that is written wrongly, or that does not hold, says so in words. */
class SituationFileTest {
  private static final String GOOD =
      """
      situation: An identity is declared, and assigned.
      given:
        identities: [app]
        scaleSets: {web: {}}
        declarations:
          shop/web:
            scaleSet: web
            userAssigned: [{id: app}]
      when:
        - until quiet
      then:
        patches:
          - web: {type: UserAssigned, userAssignedIdentities: {app: {}}}
        live:
          web: [app]
        declarations:
          shop/web: {ready: True Converged, rows: [app Assigned owned]}
      """;

  @TempDir private Path directory;

  private List<String> play(String told) throws IOException {
    Path file = Files.writeString(directory.resolve("told.yaml"), told);
    return Play.whole(SituationFile.read(file), directory);
  }

  static Stream<String> words() {
    return Stream.of(
            Stream.of(SituationFile.class, Given.class, Settings.class, Computer.class, Then.class)
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .map(RecordComponent::getName),
            Picture.OF_DECLARATIONS.stream(),
            Steps.words().stream())
        .flatMap(one -> one);
  }

  @ParameterizedTest
  @MethodSource("words")
  void everyKeyAndStepIsOnThePage(String word) throws IOException {
    assertThat(Files.readString(Path.of("docs/situations.md")))
        .containsPattern("`" + word + "[`:]");
  }

  @Test
  void everySituationIsOnThePageOnceAndNoOther() throws IOException {
    // Given
    List<String> onThePage =
        Files.readAllLines(Path.of("docs/situations.md")).stream()
            .filter(line -> line.startsWith("- `"))
            .map(line -> line.substring(3, line.length() - 1))
            .toList();

    // When
    List<String> there;
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/situations"))) {
      there = files.map(file -> file.getFileName().toString().replace(".yaml", "")).toList();
    }

    // Then
    assertThat(onThePage).containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void aSituationThatHoldsSaysNothing() throws IOException {
    assertThat(play(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          identities: [app]   | identites: [app]              | "identites"
          scaleSets: {web: {} | scaleSets: {web: {hat: [app]} | "hat"
          userAssigned: [     | userAsigned: [                | "userAsigned"
          patches:            | patch:                        | "patch"
          situation: An       | '#situation: An'              | told.yaml does not begin
          when:               | then: {}\\nwhen:              | Duplicate
          """)
  void aWrongKeyIsNamed(String right, String wrong, String told) throws IOException {
    String text = GOOD.replace(right, wrong.replace("\\n", "\n"));

    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> play(text)).hasMessageContaining(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          until quiet         | until queit            | a step is one of [until quiet, one look,
          web: [app]          | web: [app, metrics]    | live, web
          True Converged      | False Conflicted       | shop/web, ready
          Assigned owned      | PreExisting            | shop/web, rows
          - web: {type: Us    | - web: {type: Systemus | {web: {type: UserAssigned, userAss
          shop/web: {ready    | shop/web: {redy        | redy' is not known of a declaration
          """)
  void whatDoesNotHoldIsToldWithWhatWasThere(String right, String wrong, String told)
      throws IOException {
    String text = GOOD.replace(right, wrong);

    assertThat(text).isNotEqualTo(GOOD);
    assertThat(String.join("\n", play(text)))
        .startsWith("An identity is declared, and assigned.")
        .contains("After `when` 1 of 1", told);
  }
}
