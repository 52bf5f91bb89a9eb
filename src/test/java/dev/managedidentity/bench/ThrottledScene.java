package dev.managedidentity.bench;

import dev.managedidentity.bench.ThrottledResult.Side;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two subscriptions, one of which answers only 429 for ten minutes. All the time somebody changes
 * scale sets of the other, before that and meanwhile.
 *
 * @param log where what the operator says goes
 */
record ThrottledScene(Cloud cloud, Fleet healthy, Fleet throttled, Course course, Path log) {
  /** Of these the second is throttled. */
  static final List<String> SUBSCRIPTIONS =
      List.of("5b000000-0000-4000-8000-000000000001", "5b000000-0000-4000-8000-000000000002");

  /** Ten minutes are so many. */
  private static final int PERIODS =
      (int) (Throttling.SECONDS / RunningOperator.period(1).toSeconds());

  /** In so many periods, of a large fleet. */
  private static final int MOST_CHANGES = 10 * PERIODS;

  ThrottledResult play() throws IOException {
    List<Errand.Task> tasks =
        Stream.concat(healthy.tasks().stream(), throttled.tasks().stream()).toList();
    try (OperatorContender operator = new OperatorContender(log, cloud, course, tasks)) {
      operator.awaitAllWell();
      operator.settle();
      Drifting drifting = new Drifting(cloud, operator, course, healthy);
      // What was changed shortly before a window is repaired in it, and so on at its end.
      change(drifting, 1);
      // As many: what is written every ten minutes is in both then, or in neither.
      Window without = watch(operator, drifting, PERIODS);
      Repairs later = new Repairs(cloud, throttled.tasks());
      Instant begun = Instant.now();
      cloud.faults(course.throttling().fault(throttled.subscription(), course.timeFactor()));
      cloud.changeByHand(throttled.bare(damaged()));
      Window with = watch(operator, drifting, PERIODS);
      return result(operator, drifting, later, begun, without, with);
    }
  }

  /**
   * A time that was watched.
   *
   * @param cpuSeconds of the operator in it
   */
  private record Window(Instant from, Instant to, int periods, double cpuSeconds) {}

  private Window watch(Contender operator, Drifting drifting, int periods) {
    Instant from = Instant.now();
    double cpu = operator.footprint().cpuSeconds();
    Instant to = change(drifting, periods);
    return new Window(from, to, periods, operator.footprint().cpuSeconds() - cpu);
  }

  private Instant change(Drifting drifting, int periods) {
    int changes = Math.max(1, changes() * periods / PERIODS);
    return drifting.oneByOne(changes, course.period().multipliedBy(periods).dividedBy(changes));
  }

  /**
   * In each of the two windows: so few that none is changed three times, which would be taken for a
   * contest.
   */
  private int changes() {
    return Math.min(MOST_CHANGES, healthy.scaleSets() * 9 / 10);
  }

  /** How many scale sets somebody changes where nobody can see it. */
  private int damaged() {
    return Math.max(1, throttled.scaleSets() / 10);
  }

  private ThrottledResult result(
      Contender operator,
      Drifting drifting,
      Repairs later,
      Instant begun,
      Window without,
      Window with) {
    Duration throttledFor =
        Duration.ofMillis(Math.round(Throttling.SECONDS * course.timeFactor() * 1000));
    Instant over = begun.plus(throttledFor);
    course
        .patience()
        .until("the repair of what was throttled", operator.process(), later::areAllDone);
    Instant well = operator.awaitWellAgain();
    drifting.awaitRepairs();
    return new ThrottledResult(
        healthy.scaleSets(),
        course.throttling().toString(),
        side(drifting, without),
        side(drifting, with),
        callsTo(throttled, begun, over).size(),
        expectedCalls(),
        Clocked.seconds(over, well),
        recoveryBound());
  }

  private Side side(Drifting drifting, Window window) {
    return new Side(
        window.periods(),
        Traffic.of(callsTo(healthy, window.from(), window.to())),
        drifting.madeBetween(window.from(), window.to()),
        drifting.between(window.from(), window.to()),
        window.cpuSeconds());
  }

  private List<RequestRecord> callsTo(Fleet fleet, Instant from, Instant to) {
    return cloud.calls(from, to).stream()
        .filter(one -> one.path().startsWith("/subscriptions/" + fleet.subscription() + "/"))
        .toList();
  }

  /**
   * One read and one write into each closed gate, and of the first both as many as work at once.
   */
  private int expectedCalls() {
    double wait = Throttling.retryAfter(course.timeFactor());
    int tries = (int) Math.ceil(Throttling.SECONDS * course.timeFactor() / wait);
    return 2 * (tries + RunningOperator.WORKERS);
  }

  private double recoveryBound() {
    return Throttling.retryAfter(course.timeFactor())
        + course.period().toMillis() / 1000.0
        + Buckets.secondsToAllRepaired(damaged(), course.timeFactor());
  }
}
