package dev.managedidentity.bench;

import dev.managedidentity.bench.FleetResult.AllDrifted;
import dev.managedidentity.bench.FleetResult.Cold;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.FleetResult.Steady;
import dev.managedidentity.bench.ThrottledResult.Side;
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
    Columns<FleetResult> fleet =
        new Columns<>(new Table(header.toArray(String[]::new)), contenders);
    cold(fleet);
    if (contenders.get(0).steady() != null) {
      steady(fleet, contenders.get(0));
    }
    if (contenders.get(0).drift() != null) {
      fleet.of("one drifted: median seconds to repair", FleetResult::drift, Drift::median);
      fleet.of("one drifted: p99", FleetResult::drift, Drift::p99);
      fleet.of("one drifted: worst", FleetResult::drift, Drift::worst);
    }
    if (contenders.get(0).allDrifted() != null) {
      allDrifted(fleet);
    }
    fleet.row("resident MB at the end", one -> whole(one.residentMegabytes()));
    fleet.row("resident MB at most", one -> whole(one.peakMegabytes()));
    return fleet.table().lines();
  }

  private static void cold(Columns<FleetResult> fleet) {
    fleet.row("cold: reads", one -> whole(one.cold().traffic().reads()));
    fleet.row("cold: PATCHes and PUTs", one -> whole(one.cold().traffic().writes()));
    fleet.row("cold: polls", one -> whole(one.cold().traffic().polls()));
    fleet.row("cold: writes a scale set", one -> decimal(one.writesEach()));
    fleet.row("cold: answered 429", one -> throttled(one.cold().traffic()));
    fleet.of("cold: seconds", FleetResult::cold, Cold::seconds);
    fleet.of("cold: seconds that the buckets leave", FleetResult::cold, Cold::boundSeconds);
    fleet.of("cold: times that bound", FleetResult::cold, Cold::ofBound);
    fleet.of("cold: start to first write, seconds", FleetResult::cold, Cold::secondsToFirstWrite);
    fleet.of("cold: CPU seconds", FleetResult::cold, Cold::cpuSeconds);
  }

  private static void steady(Columns<FleetResult> fleet, FleetResult operator) {
    fleet.of("steady: calls a period", FleetResult::steady, Steady::callsAPeriod);
    fleet.of("steady: reads a period", FleetResult::steady, Steady::readsAPeriod);
    fleet.of("steady: writes a period", FleetResult::steady, Steady::writesAPeriod);
    fleet.row(
        "steady: calls, times the operator's",
        one -> decimal(one.steady().callsAPeriod() / operator.steady().callsAPeriod()));
    fleet.row("steady: answered 429", one -> throttled(one.steady().traffic()));
    fleet.of(
        "steady: seconds a period or round",
        FleetResult::steady,
        one -> one.seconds() / one.periods());
    fleet.of("steady: CPU seconds a period", FleetResult::steady, Steady::cpuAPeriod);
  }

  private static void allDrifted(Columns<FleetResult> fleet) {
    fleet.of("all drifted: seconds to find", FleetResult::allDrifted, AllDrifted::foundSeconds);
    fleet.of(
        "all drifted: seconds to repair", FleetResult::allDrifted, AllDrifted::repairedSeconds);
    fleet.of(
        "all drifted: seconds that the buckets leave",
        FleetResult::allDrifted,
        AllDrifted::boundSeconds);
    fleet.of("all drifted: times that bound", FleetResult::allDrifted, AllDrifted::ofBound);
    fleet.row("all drifted: writes", one -> whole(one.allDrifted().traffic().writes()));
    fleet.row("all drifted: answered 429", one -> throttled(one.allDrifted().traffic()));
  }

  /** The lines that show how the operator's cost grows, a column a size. */
  static List<String> growth(List<FleetResult> operators) {
    List<String> header = new ArrayList<>();
    header.add("the operator of");
    operators.forEach(one -> header.add(whole(one.scaleSets())));
    Columns<FleetResult> growth =
        new Columns<>(new Table(header.toArray(String[]::new)), operators);
    growth.of("cold: CPU seconds", FleetResult::cold, Cold::cpuSeconds);
    growth.row(
        "cold: CPU ms a scale set",
        one -> decimal(one.cold().cpuSeconds() * 1000 / one.scaleSets()));
    if (operators.get(0).steady() != null) {
      growth.of("steady: CPU seconds a period", FleetResult::steady, Steady::cpuAPeriod);
      growth.row(
          "steady: CPU ms a scale set and period",
          one -> decimal(one.steady().cpuAPeriod() * 1000 / one.scaleSets()));
    }
    growth.row("resident MB at the end", one -> whole(one.residentMegabytes()));
    growth.row("resident MB at most", one -> whole(one.peakMegabytes()));
    growth.of("start to first write, seconds", FleetResult::cold, Cold::secondsToFirstWrite);
    return growth.table().lines();
  }

  /** The lines about the subscription beside a throttled one, without it and with it. */
  static List<String> throttled(ThrottledResult result) {
    String header = "%1$d scale sets beside %1$d".formatted(result.scaleSets());
    Columns<Side> sides =
        new Columns<>(
            new Table(header, "without 429s", "with 429s by " + result.by()),
            List.of(result.without(), result.with()));
    sides.row("periods", one -> whole(one.periods()));
    sides.row("calls a period", one -> decimal(one.callsAPeriod()));
    sides.row("calls a repair, lists included", one -> decimal(one.callsARepair()));
    sides.row("changes by somebody", one -> whole(one.repairs().seconds().size()));
    sides.row("median seconds to repair", one -> decimal(one.repairs().median()));
    sides.row("p99", one -> decimal(one.repairs().p99()));
    sides.row("worst", one -> decimal(one.repairs().worst()));
    sides.row("CPU seconds a period, for both", one -> decimal(one.cpuAPeriod()));
    return sides.table().lines();
  }

  /** The lines about what must hold. */
  static List<String> claims(List<Claim> claims) {
    Table table = new Table("what must hold", "of", "measured", "bound", "");
    for (Claim claim : claims) {
      table.row(
          claim.what(),
          whole(claim.scaleSets()),
          decimal(claim.measured()),
          claim.bound(),
          claim.verdict().toString());
    }
    return table.lines();
  }

  /** A table in the making: a line a figure, a column each of what is compared. */
  private record Columns<C>(Table table, List<C> columns) {

    void row(String what, Function<C, String> figure) {
      table.row(
          Stream.concat(Stream.of(what), columns.stream().map(figure)).toArray(String[]::new));
    }

    <P> void of(String what, Function<C, P> part, ToDoubleFunction<P> figure) {
      row(what, one -> decimal(figure.applyAsDouble(part.apply(one))));
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
