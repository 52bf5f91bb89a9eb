package dev.managedidentity.bench;

import dev.managedidentity.bench.FleetResult.Cold;
import dev.managedidentity.bench.FleetResult.Steady;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What a run measured, for people. */
final class Report {
  private Report() {}

  /** The lines about one bad identity of forty. */
  static List<String> badIdentities(List<BadIdentityLine> lines) {
    Table table =
        new Table(
            "the bad one of forty",
            "on a",
            "PATCHes without it",
            "with it",
            "more",
            "at most",
            "",
            "script: landed");
    for (BadIdentityLine line : lines) {
      table.row(
          line.bad(),
          line.target(),
          whole(line.without()),
          whole(line.with()),
          whole(line.more()),
          whole(line.most()),
          line.holds() ? "holds" : "DOES NOT HOLD",
          "%d of 39, tried %d times".formatted(line.scriptLanded(), line.scriptTries()));
    }
    return table.lines();
  }

  /**
   * The lines about a fleet of one size.
   *
   * @param contenders the operator first; all of the same number of scale sets
   */
  static List<String> fleet(List<FleetResult> contenders) {
    List<String> header = new ArrayList<>();
    header.add(contenders.get(0).scaleSets() + " scale sets");
    contenders.forEach(one -> header.add(one.contender()));
    header.add("goal");
    Fleet fleet = new Fleet(new Table(header.toArray(String[]::new)), contenders);
    fleet.cold();
    fleet.steady();
    fleet.rest();
    return fleet.table().lines();
  }

  /** A table in the making: a line a figure, a column a contender. */
  private record Fleet(Table table, List<FleetResult> contenders) {

    private void cold() {
      figure("cold: reads", "", one -> whole(one.cold().traffic().reads()));
      figure("cold: PATCHes and PUTs", "", one -> whole(one.cold().traffic().writes()));
      figure("cold: polls", "", one -> whole(one.cold().traffic().polls()));
      figure("cold: writes a scale set", "at most 1.05", one -> decimal(one.writesEach()));
      figure("cold: answered 429", "under 1 % of calls", one -> throttled(one.cold().traffic()));
      figure("cold: seconds", "", one -> decimal(one.cold().seconds()));
      figure("cold: seconds that the buckets leave", "", one -> decimal(one.cold().boundSeconds()));
      figure("cold: times that bound", "at most 1.15", one -> decimal(one.cold().ofBound()));
      figure(
          "cold: start to first write, seconds",
          "at most 3",
          one -> decimal(one.cold().secondsToFirstWrite()));
      figure("cold: CPU seconds", "", of(FleetResult::cold, Cold::cpuSeconds));
    }

    private void steady() {
      figure("steady: calls a period", "", of(FleetResult::steady, Steady::callsAPeriod));
      figure(
          "steady: reads a period",
          "pages + 1 %% = %d".formatted(pages() + contenders.get(0).scaleSets() / 100),
          one -> decimal((double) one.steady().traffic().reads() / one.steady().periods()));
      figure("steady: writes a period", "0", of(FleetResult::steady, Steady::writesAPeriod));
      figure(
          "steady: calls, times the operator's",
          "at least 50 by whole PUTs",
          one -> decimal(one.steady().callsAPeriod() / operator().steady().callsAPeriod()));
      figure("steady: answered 429", "", one -> throttled(one.steady().traffic()));
      figure(
          "steady: seconds a period or round",
          "",
          one -> decimal(one.steady().seconds() / one.steady().periods()));
      figure(
          "steady: CPU seconds a period",
          "",
          one -> decimal(one.steady().cpuSeconds() / one.steady().periods()));
    }

    private void rest() {
      figure("one drifted: worst seconds to repair", "", one -> decimal(one.drift().worst()));
      figure(
          "resident MB at the end", "at most 192 of 1,000", one -> whole(one.residentMegabytes()));
      figure("resident MB at most", "", one -> whole(one.peakMegabytes()));
    }

    private FleetResult operator() {
      return contenders.get(0);
    }

    /** Pages of a list of so many, 50 each. */
    private int pages() {
      return (operator().scaleSets() + 49) / 50;
    }

    private void figure(String what, String wanted, Function<FleetResult, String> figure) {
      table.row(
          Stream.concat(
                  Stream.concat(Stream.of(what), contenders.stream().map(figure)),
                  Stream.of(wanted))
              .toArray(String[]::new));
    }

    private static <P> Function<FleetResult, String> of(
        Function<FleetResult, P> part, ToDoubleFunction<P> figure) {
      return one -> decimal(figure.applyAsDouble(part.apply(one)));
    }
  }

  private static String throttled(Traffic traffic) {
    return "%d = %s %%".formatted(traffic.throttled(), decimal(traffic.throttledPercent()));
  }

  private static String whole(long figure) {
    return Long.toString(figure);
  }

  private static String decimal(double figure) {
    return String.format(Locale.ROOT, "%.2f", figure);
  }
}
