package dev.managedidentity.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.managedidentity.operator.EveryFigure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertsTest {
  private static final Path FILE = Path.of("deploy", "alerts.yaml");
  private static final Exposition FIGURES = new Exposition(EveryFigure.text());

  /** In a text of an alert, a label of what it fired for. */
  private static final Pattern LABEL = Pattern.compile("\\$labels\\.(\\w+)");

  /** By which labels the whole of an expression is told apart. */
  private static final Pattern GROUPED = Pattern.compile("^\\w*\\(?\\s*[^(]*\\bby \\(([^)]*)\\)");

  static List<JsonNode> alerts() throws IOException {
    return elements(new YAMLMapper().readTree(FILE.toFile()).path("groups"))
        .flatMap(group -> elements(group.path("rules")))
        .toList();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  @Test
  void eachHasANameOfItsOwn() throws IOException {
    assertThat(alerts().stream().map(alert -> alert.path("alert").asText()))
        .hasSizeGreaterThan(10)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("ManagedIdentity[A-Z][A-Za-z]+"));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void eachHasAllItsPartsAndNoOther(JsonNode alert) {
    assertThat(alert.fieldNames())
        .toIterable()
        .containsExactly("alert", "expr", "for", "labels", "annotations");
    assertThat(alert.path("for").asText()).matches("[1-9][0-9]*[mh]");
    assertThat(alert.path("labels").path("severity").asText()).isIn("critical", "warning", "info");
    assertThat(alert.path("annotations").fieldNames())
        .toIterable()
        .containsExactly("summary", "description", "docs");
    assertThat(alert.path("annotations")).allMatch(text -> text.asText().length() > 10);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void eachAsksForWhatTheOperatorTells(JsonNode alert) {
    assertThat(new Query(alert.path("expr").asText()).faults(FIGURES)).isEmpty();
  }

  /** A label that is not there would leave a gap in the sentence. */
  @ParameterizedTest
  @MethodSource("alerts")
  void eachNamesNothingButWhatItIsToldApartBy(JsonNode alert) {
    // Given
    List<String> kept =
        GROUPED
            .matcher(alert.path("expr").asText())
            .results()
            .flatMap(grouping -> Pattern.compile("\\w+").matcher(grouping.group(1)).results())
            .map(MatchResult::group)
            .toList();

    // When
    List<String> named =
        LABEL
            .matcher(alert.path("annotations").path("description").asText())
            .results()
            .map(label -> label.group(1))
            .toList();

    // Then
    assertThat(kept).containsAll(named);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void eachLeadsToAPageThatIsThere(JsonNode alert) throws IOException {
    // Given
    String[] link = alert.path("annotations").path("docs").asText().split("#", 2);

    // When
    String page = Files.readString(Path.of(link[0]));

    // Then
    assertThat(page).startsWith("# ");
    if (link.length > 1) {
      assertThat(page.lines().filter(line -> line.startsWith("#")).map(AlertsTest::anchor))
          .contains(link[1]);
    }
  }

  private static String anchor(String heading) {
    return heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
