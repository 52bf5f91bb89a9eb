package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.bench.Claim.Verdict;
import dev.managedidentity.bench.FleetResult.AllDrifted;
import dev.managedidentity.bench.FleetResult.Cold;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.FleetResult.Steady;
import dev.managedidentity.bench.ThrottledResult.Side;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);

  /** As good as it has to be, and not better. */
  private static final FleetResult JUST =
      new FleetResult(
          "operator",
          1000,
          new Cold(3, 149.5, 130, new Traffic(1000, 1000, 1050, 0, 0, 30), 10),
          new Steady(2, 120, new Traffic(60, 0, 0, 0, 0, 0), 4),
          new Drift(List.of(1.0, 65.0)),
          new AllDrifted(60, 103.5, 90, NONE),
          150,
          192);

  private static final FleetResult WHOLE =
      new FleetResult(
          "whole PUTs",
          1000,
          JUST.cold(),
          new Steady(2, 600, new Traffic(1000, 1000, 0, 1000, 0, 0), 9),
          null,
          null,
          1,
          1);

  private static Results.Setting setting(double timeFactor, String java) {
    return new Results.Setting(2, "17", java, List.of(), "the command", "real", timeFactor);
  }

  private static Map<String, Verdict> verdicts(List<Claim> claims) {
    return claims.stream().collect(Collectors.toMap(Claim::what, Claim::verdict));
  }

  @Test
  void holdsWhereEachFigureIsJustAtItsBound() {
    // When
    List<Claim> claims = Claims.ofFleet(setting(1, "25.0.1"), List.of(JUST, WHOLE));

    // Then
    assertThat(claims).hasSize(11).allMatch(one -> one.verdict() == Verdict.HOLDS);
  }

  @Test
  void doesNotHoldWhereAFigureIsBeyondIt() {
    // Given
    FleetResult beyond =
        new FleetResult(
            "operator",
            1000,
            new Cold(3.1, 150, 130, new Traffic(1000, 1000, 1051, 0, 0, 31), 10),
            new Steady(2, 120, new Traffic(61, 0, 1, 0, 0, 0), 4),
            new Drift(List.of(65.1)),
            new AllDrifted(60.1, 104, 90, NONE),
            150,
            193);

    // When
    List<Claim> claims = Claims.ofFleet(setting(1, "25.0.1"), List.of(beyond, WHOLE));

    // Then
    assertThat(claims).hasSize(11).allMatch(one -> one.verdict() == Verdict.DOES_NOT_HOLD);
  }

  @Test
  void judgesTimesAtFactorOneOnlyAndTheFootprintOnJdk25Only() {
    // When
    Map<String, Verdict> verdicts =
        verdicts(Claims.ofFleet(setting(0.04, "17.0.9"), List.of(JUST)));

    // Then
    assertThat(verdicts)
        .containsEntry("cold: seconds, times what the buckets leave", Verdict.AT_FACTOR_1_ONLY)
        .containsEntry("cold: PATCHes a scale set", Verdict.HOLDS)
        .containsEntry("steady: writes", Verdict.HOLDS)
        .containsEntry("one drifted: p99 seconds to repair, period + 5", Verdict.AT_FACTOR_1_ONLY)
        .containsEntry("resident MB at most", Verdict.OF_1000_ON_JDK_25_ONLY)
        .containsEntry("start to first PATCH, seconds", Verdict.OF_1000_ON_JDK_25_ONLY)
        .doesNotContainKey("steady: calls of whole PUTs, times ours");
  }

  @Test
  void saysNothingOfScenesThatWereNotPlayed() {
    // Given
    FleetResult coldOnly =
        new FleetResult("operator", 100, JUST.cold(), null, null, null, 150, 160);

    // When
    List<Claim> claims = Claims.ofFleet(setting(1, "17"), List.of(coldOnly));

    // Then
    assertThat(claims).extracting(Claim::what).noneMatch(what -> what.contains("drifted"));
    assertThat(claims).extracting(Claim::what).noneMatch(what -> what.startsWith("steady"));
  }

  @Test
  void costMayGrowAsTheFleetDoesAndNoFaster() {
    // Given
    FleetResult small = sized(100, 2, 1, 100);

    // When
    List<Claim> same = Claims.ofGrowth(setting(1, "17"), small, sized(1000, 20, 10, 1000));
    List<Claim> more = Claims.ofGrowth(setting(1, "17"), small, sized(1000, 20.1, 10.1, 1001));

    // Then
    assertThat(same).hasSize(3).allMatch(one -> one.verdict() == Verdict.HOLDS);
    assertThat(more).hasSize(3).allMatch(one -> one.verdict() == Verdict.DOES_NOT_HOLD);
  }

  @Test
  void theCostOfPeriodsIsComparedOverTenMinutesOnly() {
    // When
    List<Claim> claims =
        Claims.ofGrowth(setting(1, "17"), sized(100, 2, 1, 100), sized(1000, 20, 11, 1000, 599));

    // Then
    assertThat(verdicts(claims))
        .containsEntry("steady: CPU seconds, times that of 100", Verdict.OVER_TEN_MINUTES_ONLY)
        .containsEntry("cold: CPU seconds, times that of 100", Verdict.HOLDS);
  }

  private static FleetResult sized(int scaleSets, double cold, double steady, int megabytes) {
    return sized(scaleSets, cold, steady, megabytes, 600);
  }

  private static FleetResult sized(
      int scaleSets, double cold, double steady, int megabytes, double steadySeconds) {
    return new FleetResult(
        "operator",
        scaleSets,
        new Cold(1, 1, 1, NONE, cold),
        new Steady(10, steadySeconds, NONE, steady),
        null,
        null,
        megabytes,
        megabytes);
  }

  @Test
  void aThrottledSubscriptionIsToCostTheOtherNothing() {
    // Given
    Side without = new Side(3, new Traffic(30, 0, 0, 0, 0, 0), 10, new Drift(List.of(30.0)), 3);
    Side same = new Side(10, new Traffic(99, 0, 0, 0, 0, 0), 30, new Drift(List.of(65.0)), 11);
    Side more = new Side(10, new Traffic(100, 0, 0, 0, 0, 0), 30, new Drift(List.of(65.1)), 11.1);

    // When
    List<Claim> good =
        Claims.ofThrottled(
            setting(1, "17"),
            new ThrottledResult(1000, "resource-manager", without, same, 56, 56, 100, 100));
    List<Claim> bad =
        Claims.ofThrottled(
            setting(1, "17"),
            new ThrottledResult(1000, "resource-manager", without, more, 57, 56, 101, 100));

    // Then
    assertThat(good).hasSize(5).allMatch(one -> one.verdict() == Verdict.HOLDS);
    assertThat(bad).hasSize(5).allMatch(one -> one.verdict() == Verdict.DOES_NOT_HOLD);
  }
}
