package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.bench.FleetResult.Cold;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.FleetResult.Steady;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Results.Setting SETTING = new Results.Setting(2, "17", "in memory", 0.04);

  static final FleetResult OPERATOR =
      new FleetResult(
          "operator",
          100,
          new Cold(2, 3, 2, new Traffic(200, 100, 100, 0, 0, 4), 5),
          new Steady(2, 4.8, new Traffic(10, 0, 0, 0, 0, 0), 0.5),
          new Drift(List.of(1.5, 2.5)),
          150,
          160);

  private static BadIdentityLine line(int with, int most) {
    return new BadIdentityLine("scale set", "never made", 1, with, most, 3, 0);
  }

  private static Results results(BadIdentityLine... lines) {
    return new Results(SETTING, List.of(lines), List.of(OPERATOR));
  }

  @Test
  void holdsOnlyIfEveryLineDoes() {
    assertThat(results(line(3, 2), line(9, 8)).holds()).isTrue();
    assertThat(results(line(3, 2), line(4, 2)).holds()).isFalse();
  }

  @Test
  void theJsonHasEveryFigureAndWhatFollowsFromThem() {
    // When
    JsonNode json = results(line(4, 2)).json();

    // Then
    assertThat(json.at("/setting/timeFactor").asDouble()).isEqualTo(0.04);
    assertThat(json.at("/holds").isBoolean()).isTrue();
    assertThat(json.at("/badIdentities/0/with").asInt()).isEqualTo(4);
    assertThat(json.at("/badIdentities/0/more").asInt()).isEqualTo(3);
    assertThat(json.at("/badIdentities/0/holds").asBoolean(true)).isFalse();
    assertThat(json.at("/fleets/0/contender").asText()).isEqualTo("operator");
    assertThat(json.at("/fleets/0/writesEach").asDouble()).isEqualTo(1);
    assertThat(json.at("/fleets/0/cold/ofBound").asDouble()).isEqualTo(1.5);
    assertThat(json.at("/fleets/0/cold/traffic/throttled").asInt()).isEqualTo(4);
    assertThat(json.at("/fleets/0/steady/callsAPeriod").asDouble()).isEqualTo(5);
    assertThat(json.at("/fleets/0/steady/writesAPeriod").asDouble(1)).isZero();
    assertThat(json.at("/fleets/0/drift/worst").asDouble()).isEqualTo(2.5);
    assertThat(json.at("/fleets/0/peakMegabytes").asInt()).isEqualTo(160);
  }

  @Test
  void theTableSaysWhatDoesNotHold() {
    // When
    List<String> lines = Report.badIdentities(List.of(line(2, 2), line(4, 2)));

    // Then
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).contains("never made").contains(" holds ").contains("0 of 39");
    assertThat(lines.get(2)).contains("DOES NOT HOLD");
  }

  @Test
  void theTableOfAFleetHasAColumnForEachContenderAndWhatIsAskedFor() {
    // Given
    FleetResult loop =
        new FleetResult(
            "script",
            100,
            OPERATOR.cold(),
            new Steady(2, 30, new Traffic(400, 200, 200, 0, 0, 0), 1),
            OPERATOR.drift(),
            1,
            1);

    // When
    List<String> lines = Report.fleet(List.of(OPERATOR, loop));

    // Then
    assertThat(lines.get(0)).containsSubsequence("100 scale sets", "operator", "script", "goal");
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).matches("steady: calls a per.* 5.00 +400.00"));
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("times the operator's", "1.00", "80.00"));
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("pages + 1 % = 3"));
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("1.50", "at most 1.15"));
  }
}
