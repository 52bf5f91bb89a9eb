package dev.managedidentity.bench;

import dev.managedidentity.bench.Claim.Verdict;
import dev.managedidentity.bench.FleetResult.AllDrifted;
import dev.managedidentity.bench.FleetResult.Cold;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.FleetResult.Steady;
import dev.managedidentity.bench.ThrottledResult.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the project promises of its cost, each sentence beside what was measured. */
final class Claims {
  /** Whoever sends whole PUTs is named so. */
  static final String WHOLE = "whole PUTs";

  private static final double TIMES_THE_BOUND = 1.15;

  /** What is the same twice is measured as much apart. */
  private static final double THE_SAME = 1.1;

  /** So many seconds apart the operator writes of each target that it is as declared. */
  private static final double VERIFICATIONS_NOTED_EVERY = 600;

  /** What is allowed to a repair besides a period: seconds. */
  private static final double TO_REPAIR = 5;

  /** Of so many the footprint is promised. */
  private static final int PROMISED = 1000;

  private final Results.Setting setting;
  private final int scaleSets;
  private final List<Claim> claims = new ArrayList<>();

  private Claims(Results.Setting setting, int scaleSets) {
    this.setting = setting;
    this.scaleSets = scaleSets;
  }

  /**
   * Of a fleet of one size.
   *
   * @param contenders the operator first
   */
  static List<Claim> ofFleet(Results.Setting setting, List<FleetResult> contenders) {
    FleetResult operator = contenders.get(0);
    Claims claims = new Claims(setting, operator.scaleSets());
    claims.cold(operator);
    claims.footprint(operator);
    Optional.ofNullable(operator.steady()).ifPresent(one -> claims.steady(one, contenders));
    Optional.ofNullable(operator.drift()).ifPresent(claims::drift);
    Optional.ofNullable(operator.allDrifted()).ifPresent(claims::allDrifted);
    return claims.claims;
  }

  /** Of one size of the operator's fleets and the next larger one: cost grows no faster. */
  static List<Claim> ofGrowth(Results.Setting setting, FleetResult smaller, FleetResult larger) {
    Claims claims = new Claims(setting, larger.scaleSets());
    double growth = (double) larger.scaleSets() / smaller.scaleSets();
    String than = ", times that of " + smaller.scaleSets();
    claims.atMost(
        "cold: CPU seconds" + than,
        larger.cold().cpuSeconds() / smaller.cold().cpuSeconds(),
        growth);
    if (larger.steady() != null && smaller.steady() != null) {
      double times = larger.steady().cpuSeconds() / smaller.steady().cpuSeconds();
      boolean judged = larger.steady().seconds() >= VERIFICATIONS_NOTED_EVERY;
      claims.add(
          "steady: CPU seconds" + than,
          times,
          words(growth),
          judged ? holds(times <= growth) : Verdict.OVER_TEN_MINUTES_ONLY);
    }
    claims.atMost(
        "resident MB at most" + than,
        (double) larger.peakMegabytes() / smaller.peakMegabytes(),
        growth);
    return claims.claims;
  }

  /** Of the one subscription that is throttled, and of the other. */
  static List<Claim> ofThrottled(Results.Setting setting, ThrottledResult result) {
    Claims claims = new Claims(setting, result.scaleSets());
    claims.throttled(result);
    return claims.claims;
  }

  private void cold(FleetResult operator) {
    Cold cold = operator.cold();
    atFactorOne("cold: seconds, times what the buckets leave", cold.ofBound(), TIMES_THE_BOUND);
    add(
        "cold: calls answered 429, %",
        cold.traffic().throttledPercent(), "under 1", holds(cold.traffic().throttledPercent() < 1));
    atMost("cold: PATCHes a scale set", operator.writesEach(), 1.05);
  }

  private void footprint(FleetResult operator) {
    boolean judged = scaleSets == PROMISED && setting.operatorJava().startsWith("25");
    double memory = operator.peakMegabytes();
    double first = operator.cold().secondsToFirstWrite();
    Verdict otherwise = Verdict.OF_1000_ON_JDK_25_ONLY;
    add("resident MB at most", memory, "at most 192", judged ? holds(memory <= 192) : otherwise);
    add(
        "start to first PATCH, seconds",
        first,
        "at most 3",
        judged ? holds(first <= 3) : otherwise);
  }

  private void steady(Steady steady, List<FleetResult> contenders) {
    atMost("steady: writes", steady.traffic().writes(), 0);
    int most = Finding.pages(scaleSets) + scaleSets / 100;
    atMost("steady: reads a period, pages + 1 %", steady.readsAPeriod(), most);
    contenders.stream()
        .filter(one -> one.contender().equals(WHOLE))
        .forEach(
            whole -> {
              double times = whole.steady().callsAPeriod() / steady.callsAPeriod();
              add(
                  "steady: calls of whole PUTs, times ours",
                  times,
                  "at least 50",
                  holds(times >= 50));
            });
  }

  private void drift(Drift drift) {
    atFactorOne("one drifted: p99 seconds to repair, period + 5", drift.p99(), repairBound());
  }

  private void allDrifted(AllDrifted all) {
    atFactorOne("all drifted: seconds to find, a period", all.foundSeconds(), period());
    atFactorOne(
        "all drifted: seconds to repair, times what the buckets leave",
        all.ofBound(),
        TIMES_THE_BOUND);
  }

  private void throttled(ThrottledResult result) {
    Side with = result.with();
    Side without = result.without();
    atFactorOne(
        "beside a throttled one: calls a repair, times those without",
        with.callsARepair() / without.callsARepair(),
        THE_SAME);
    atFactorOne(
        "beside a throttled one: CPU, times that without",
        with.cpuAPeriod() / without.cpuAPeriod(),
        THE_SAME);
    atFactorOne(
        "beside a throttled one: p99 seconds to repair", with.repairs().p99(), repairBound());
    boolean few = result.callsIntoIt() <= result.callsExpected();
    boolean judged = result.by().equals(Throttling.RESOURCE_MANAGER.toString());
    add(
        "throttled: calls sent into it",
        result.callsIntoIt(),
        "at most " + result.callsExpected(),
        judged ? holds(few) : Verdict.BY_RESOURCE_MANAGER_ONLY);
    atFactorOne(
        "throttled: seconds until all is Ready again",
        result.recoverySeconds(),
        result.recoveryBound());
  }

  private double period() {
    return RunningOperator.period(setting.timeFactor()).toMillis() / 1000.0;
  }

  private double repairBound() {
    return period() + TO_REPAIR * setting.timeFactor();
  }

  private void atFactorOne(String what, double measured, double most) {
    Verdict verdict =
        setting.timeFactor() == 1 ? holds(measured <= most) : Verdict.AT_FACTOR_1_ONLY;
    add(what, measured, words(most), verdict);
  }

  private void atMost(String what, double measured, double most) {
    add(what, measured, words(most), holds(measured <= most));
  }

  private void add(String what, double measured, String bound, Verdict verdict) {
    claims.add(new Claim(scaleSets, what, measured, bound, verdict));
  }

  private static String words(double most) {
    return most == Math.rint(most)
        ? "at most " + (long) most
        : String.format(Locale.ROOT, "at most %.2f", most);
  }

  private static Verdict holds(boolean isSo) {
    return isSo ? Verdict.HOLDS : Verdict.DOES_NOT_HOLD;
  }
}
