package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.bench.Claim.Verdict;
import dev.managedidentity.bench.FleetResult.AllDrifted;
import dev.managedidentity.bench.FleetResult.Cold;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.FleetResult.Steady;
import dev.managedidentity.bench.ThrottledResult.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Results.Setting SETTING =
      new Results.Setting(2, "17", "25", List.of("-Xmx1m"), "the command", "in memory", 0.04);

  static final FleetResult OPERATOR =
      new FleetResult(
          "operator",
          100,
          new Cold(2, 3, 2, new Traffic(200, 100, 100, 0, 0, 4), 5),
          new Steady(2, 4.8, new Traffic(10, 0, 0, 0, 0, 0), 0.5),
          new Drift(List.of(1.5, 2.5)),
          new AllDrifted(2, 3, 2, new Traffic(2, 100, 100, 0, 0, 0)),
          150,
          160);

  private static BadIdentityLine line(int with, int most) {
    return new BadIdentityLine("scale set", "never made", 1, with, most, 3, 0);
  }

  static final ThrottledResult THROTTLED =
      new ThrottledResult(
          100,
          "resource-manager",
          new Side(3, new Traffic(30, 0, 0, 0, 0, 0), 10, new Drift(List.of(1.0, 3.0)), 1),
          new Side(10, new Traffic(90, 0, 10, 0, 0, 0), 40, new Drift(List.of(2.0)), 2),
          40,
          56,
          9,
          10);

  private static Results results(BadIdentityLine... lines) {
    return results(List.of(lines), Claims.ofThrottled(SETTING, THROTTLED));
  }

  private static Results results(List<BadIdentityLine> lines, List<Claim> claims) {
    return new Results(SETTING, lines, List.of(OPERATOR), List.of(THROTTLED), claims);
  }

  private static Claim claim(Verdict verdict) {
    return new Claim(100, "steady: writes", 1, "at most 0", verdict);
  }

  @Test
  void holdsOnlyIfEveryLineDoes() {
    assertThat(results(line(3, 2), line(9, 8)).holds()).isTrue();
    assertThat(results(line(3, 2), line(4, 2)).holds()).isFalse();
    assertThat(results(List.of(), List.of(claim(Verdict.HOLDS))).holds()).isTrue();
    assertThat(results(List.of(), List.of(claim(Verdict.AT_FACTOR_1_ONLY))).holds()).isTrue();
    assertThat(results(List.of(), List.of(claim(Verdict.DOES_NOT_HOLD))).holds()).isFalse();
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
    assertThat(json.at("/fleets/0/drift/p99").asDouble()).isEqualTo(2.5);
    assertThat(json.at("/fleets/0/allDrifted/ofBound").asDouble()).isEqualTo(1.5);
    assertThat(json.at("/throttled/0/without/repairs/median").asDouble()).isEqualTo(1);
    assertThat(json.at("/claims/0/bound").asText()).isEqualTo("at most 1.10");
    assertThat(json.at("/claims/0/verdict").asText()).isEqualTo("judged at factor 1 only");
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
  void theTableOfWhatMustHoldSaysOfWhatAndByWhatBound() {
    // When
    List<String> lines =
        Report.claims(List.of(claim(Verdict.DOES_NOT_HOLD), claim(Verdict.AT_FACTOR_1_ONLY)));

    // Then
    assertThat(lines.get(1))
        .containsSubsequence("steady: writes", "100", "1.00", "at most 0", "DOES NOT HOLD");
    assertThat(lines.get(2)).contains("judged at factor 1 only");
  }

  @Test
  void theThrottledOnesNeighbourIsShownWithoutItAndWithIt() {
    // When
    List<String> lines = Report.throttled(THROTTLED);

    // Then
    assertThat(lines.get(0)).contains("without 429s", "with 429s by resource-manager");
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("calls a period +10.00 +10.00"));
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("median sec.* 1.00 +2.00"));
  }

  @Test
  void growthHasAColumnForEachSize() {
    // When
    List<String> lines = Report.growth(List.of(OPERATOR, OPERATOR));

    // Then
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).matches("cold: CPU ms a scale set +50.00 +50.00"));
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).matches("steady: CPU ms a .* 2.50 +2.50"));
  }

  @Test
  void theTableOfAFleetHasAColumnForEachContender() {
    // Given
    FleetResult loop =
        new FleetResult(
            "script",
            100,
            OPERATOR.cold(),
            new Steady(2, 30, new Traffic(400, 200, 200, 0, 0, 0), 1),
            OPERATOR.drift(),
            OPERATOR.allDrifted(),
            1,
            1);

    // When
    List<String> lines = Report.fleet(List.of(OPERATOR, loop));

    // Then
    assertThat(lines.get(0)).containsSubsequence("100 scale sets", "operator", "script");
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).matches("steady: calls a per.* 5.00 +400.00"));
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("times the operator's", "1.00", "80.00"));
    assertThat(lines).anySatisfy(line -> assertThat(line).matches("one drifted: p99 +2.50 +2.50"));
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).matches("all drifted: times .* 1.50 +1.50"));
  }

  @Test
  void whatWasNotPlayedHasNoLines() {
    // Given
    FleetResult cold = new FleetResult("operator", 1, OPERATOR.cold(), null, null, null, 1, 1);

    // Then
    assertThat(Report.fleet(List.of(cold))).noneMatch(line -> line.matches("(steady|.*drift).*"));
    assertThat(Report.growth(List.of(cold))).noneMatch(line -> line.startsWith("steady"));
  }
}
