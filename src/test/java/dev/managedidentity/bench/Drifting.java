package dev.managedidentity.bench;

import dev.managedidentity.bench.FleetResult.AllDrifted;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.Repairs.Repair;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Somebody takes the identity off scale sets of one fleet, and a contender puts it back. */
final class Drifting {
  /** The same scale sets at the same moments for each contender. */
  private static final long SEED = 11;

  private final Cloud cloud;
  private final Contender contender;
  private final Course course;
  private final Fleet fleet;
  private final Repairs repairs;
  private final Random random = new Random(SEED);

  /** At random, or a loop that goes from one to the next would come by right after each. */
  private final List<Integer> order;

  private int next;

  Drifting(Cloud cloud, Contender contender, Course course, Fleet fleet) {
    this.cloud = cloud;
    this.contender = contender;
    this.course = course;
    this.fleet = fleet;
    this.repairs = new Repairs(cloud, fleet.tasks());
    this.order = IntStream.range(0, fleet.scaleSets()).boxed().collect(Collectors.toList());
    Collections.shuffle(order, random);
  }

  /**
   * In each of so many slots one scale set is changed, at a random moment of the slot: as many in
   * one period as in the next, and each at any time after the last look at it.
   *
   * @return when the last slot ended
   */
  Instant oneByOne(int slots, Duration slot) {
    Instant start = Instant.now();
    for (int i = 0; i < slots; i++) {
      passUntil(start.plus(times(slot, i + random.nextDouble())));
      int number = order.get(next++ % order.size());
      cloud.changeByHand(Map.of(fleet.target(number), fleet.bareOf(number)));
    }
    passUntil(start.plus(slot.multipliedBy(slots)));
    return Instant.now();
  }

  /** Waits until everything is repaired. */
  void awaitRepairs() {
    course
        .patience()
        .until(
            "the repair of each scale set that somebody changed",
            contender.process(),
            repairs::areAllDone);
  }

  /** Of what was changed between two times, and is repaired. */
  Drift between(Instant from, Instant to) {
    return new Drift(
        repairs.done().stream()
            .filter(one -> one.drifted().isAfter(from) && !one.drifted().isAfter(to))
            .map(Repair::seconds)
            .toList());
  }

  /** How many repairs were made between two times. */
  int madeBetween(Instant from, Instant to) {
    return (int)
        repairs.done().stream()
            .filter(one -> one.repaired().isAfter(from) && !one.repaired().isAfter(to))
            .count();
  }

  /** The whole fleet is changed at once, at a random moment of a period, and all is awaited. */
  AllDrifted allAtOnce() {
    contender.process().runFor(times(course.period(), random.nextDouble()));
    cloud.changeByHand(fleet.bare(fleet.scaleSets()));
    Instant changed = Instant.now();
    awaitRepairs();
    Instant end = contender.awaitWellAgain();
    List<RequestRecord> calls = cloud.calls(changed, end);
    int pages = Finding.pages(fleet.scaleSets());
    Instant found =
        Finding.allRead(calls, fleet.bare(fleet.scaleSets()).keySet(), pages).orElse(end);
    return new AllDrifted(
        Clocked.seconds(changed, found),
        Clocked.seconds(found, end),
        Buckets.secondsToAllRepaired(fleet.scaleSets(), course.timeFactor()),
        Traffic.of(calls));
  }

  private void passUntil(Instant then) {
    Duration left = Duration.between(Instant.now(), then);
    contender.process().runFor(left.isNegative() ? Duration.ZERO : left);
  }

  private static Duration times(Duration time, double factor) {
    return Duration.ofNanos(Math.round(time.toNanos() * factor));
  }
}
