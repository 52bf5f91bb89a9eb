package dev.managedidentity.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.operator.EveryFigure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardTest {
  private static final Path FILE = Path.of("deploy", "dashboard.json");
  private static final Exposition FIGURES = new Exposition(EveryFigure.text());
  private static final Set<String> WITHOUT_QUERY = Set.of("row", "text");

  /** As wide as Grafana lays panels out. */
  private static final int COLUMNS = 24;

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(FILE.toFile());
  }

  static List<JsonNode> panels() throws IOException {
    return elements(dashboard().path("panels")).toList();
  }

  static List<String> queries() throws IOException {
    return panels().stream()
        .flatMap(panel -> elements(panel.path("targets")))
        .map(target -> target.path("expr").asText())
        .toList();
  }

  static List<JsonNode> variables() throws IOException {
    return elements(dashboard().path("templating").path("list")).toList();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("queries")
  void eachQueryAsksForWhatTheOperatorTells(String query) {
    assertThat(new Query(query).faults(FIGURES)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void eachQueryIsAboutTheChosenOperatorsOnly(String query) {
    assertThat(query.split("managedidentity_", -1).length)
        .isEqualTo(query.split("job=~\"\\$job\"", -1).length);
  }

  @Test
  void everyFigureIsShown() throws IOException {
    assertThat(
            queries().stream()
                .flatMap(query -> new Query(query).names().stream())
                .map(FIGURES::metric)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(FIGURES.types().keySet());
  }

  @ParameterizedTest
  @MethodSource("panels")
  void eachPanelHasAllItsParts(JsonNode panel) {
    // Given
    boolean asks = !WITHOUT_QUERY.contains(panel.path("type").asText());

    // Then
    assertThat(panel.path("title").asText()).isNotBlank();
    assertThat(panel.path("targets").isEmpty()).isEqualTo(!asks);
    if (asks) {
      assertThat(panel.path("description").asText()).endsWith(".");
      assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText()).isNotBlank();
      assertThat(panel.findValuesAsText("uid"))
          .as("the data source is the chosen one")
          .hasSize(1 + panel.path("targets").size())
          .containsOnly("${datasource}");
    }
  }

  /** A label that a query does not leave would be blank in the legend. */
  @Test
  void eachLegendTellsWhatItsQueryLeaves() throws IOException {
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        String query = target.path("expr").asText();
        Matcher label =
            Pattern.compile("\\{\\{(\\w+)}}").matcher(target.path("legendFormat").asText());
        assertThat(label.results().map(named -> named.group(1)))
            .allSatisfy(named -> assertThat(query).containsPattern("by \\([^)]*\\b" + named));
      }
    }
  }

  @Test
  void noPanelLiesOnAnotherOrHasItsNumber() throws IOException {
    assertThat(panels().stream().flatMap(DashboardTest::cells)).doesNotHaveDuplicates();
    assertThat(panels().stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
    assertThat(panels())
        .extracting(panel -> panel.path("gridPos"))
        .allMatch(at -> at.path("x").asInt() + at.path("w").asInt() <= COLUMNS);
  }

  /** What a panel covers of the grid. */
  private static Stream<String> cells(JsonNode panel) {
    JsonNode at = panel.path("gridPos");
    int width = at.path("w").asInt();
    return IntStream.range(0, width * at.path("h").asInt())
        .mapToObj(
            cell ->
                (at.path("x").asInt() + cell % width)
                    + " "
                    + (at.path("y").asInt() + cell / width));
  }

  @Test
  void asksForTheDataSourceFirstAndOffersWhatThereIs() throws IOException {
    // When
    List<String> names =
        variables().stream().map(variable -> variable.path("name").asText()).toList();

    // Then
    assertThat(names).containsExactly("datasource", "job", "namespace");
    assertThat(variables().get(0).path("query").asText()).isEqualTo("prometheus");
    assertThat(variables().subList(1, 3))
        .allSatisfy(
            variable ->
                assertThat(variable.path("datasource").path("uid").asText())
                    .isEqualTo("${datasource}"));
    assertThat(FIGURES.has("managedidentity_queue_targets")).isTrue();
    assertThat(variables().get(1).path("definition").asText())
        .isEqualTo("label_values(managedidentity_queue_targets, job)");
    assertThat(FIGURES.labels("managedidentity_drift_found_total")).containsKey("namespace");
    assertThat(variables().get(2).path("definition").asText())
        .isEqualTo("label_values(managedidentity_drift_found_total{job=~\"$job\"}, namespace)");
  }
}
