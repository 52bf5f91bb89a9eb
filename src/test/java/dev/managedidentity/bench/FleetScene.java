package dev.managedidentity.bench;

import dev.managedidentity.bench.FleetResult.AllDrifted;
import dev.managedidentity.bench.FleetResult.Cold;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.FleetResult.Steady;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.testing.Footprint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A fleet of scale sets in one subscription, kept by one contender: from cold, through some periods
 * in which nothing happens, to scale sets that somebody changes, one at a time and all at once.
 */
record FleetScene(Cloud cloud, Fleet fleet, Course course) {

  /** Between two changes of somebody's, on average: a twentieth of a period. */
  private static final int CHANGES_A_PERIOD = 20;

  /** A contender that is started when the scene is ready for it. */
  interface Entrance {
    Contender enter(Cloud cloud, List<Errand.Task> tasks) throws IOException;
  }

  FleetResult play(String name, Entrance entrance) throws IOException {
    try (Contender contender = entrance.enter(cloud, fleet.tasks())) {
      Cold cold = cold(contender);
      Steady steady = course.plays(Scene.STEADY) ? steady(contender) : null;
      Drift drift = course.plays(Scene.DRIFT) ? drift(contender) : null;
      AllDrifted allDrifted = course.plays(Scene.ALL_DRIFTED) ? allDrifted(contender) : null;
      Footprint end = contender.footprint();
      return new FleetResult(
          name,
          fleet.scaleSets(),
          cold,
          steady,
          drift,
          allDrifted,
          end.residentMegabytes(),
          end.peakMegabytes());
    }
  }

  private Cold cold(Contender contender) {
    Instant end = contender.awaitAllWell();
    List<RequestRecord> calls = cloud.calls(Instant.MIN, end);
    Instant firstWrite =
        calls.stream()
            .filter(one -> !one.method().equals("GET"))
            .map(RequestRecord::time)
            .findFirst()
            .orElseThrow();
    return new Cold(
        Clocked.seconds(contender.started(), firstWrite),
        Clocked.seconds(calls.get(0).time(), end),
        Buckets.secondsToAllEnded(fleet.scaleSets(), course.timeFactor()),
        Traffic.of(calls),
        contender.footprint().cpuSeconds());
  }

  private Steady steady(Contender contender) {
    Instant start = contender.settle();
    double cpu = contender.footprint().cpuSeconds();
    Instant end = contender.pass(course.periods());
    double used = contender.footprint().cpuSeconds() - cpu;
    return new Steady(
        course.periods(), Clocked.seconds(start, end), Traffic.of(cloud.calls(start, end)), used);
  }

  /** Each is changed once at most: what is changed time and again is taken for a contest. */
  private Drift drift(Contender contender) {
    contender.settle();
    Drifting drifting = new Drifting(cloud, contender, course, fleet);
    Instant start = Instant.now();
    Duration slot = course.period().dividedBy(CHANGES_A_PERIOD);
    Instant end = drifting.oneByOne(Math.min(course.drifts(), fleet.scaleSets()), slot);
    drifting.awaitRepairs();
    return drifting.between(start, end);
  }

  private AllDrifted allDrifted(Contender contender) {
    // What was repaired last is to be over, and the buckets are to be full.
    contender.awaitWellAgain();
    contender.settle();
    return new Drifting(cloud, contender, course, fleet).allAtOnce();
  }
}
