package dev.managedidentity.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.bench.FleetResult.Cold;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.FleetResult.Steady;
import dev.managedidentity.emulator.BenchmarkSeed;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.testing.Footprint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A fleet of scale sets in one subscription, kept by one contender: from cold, through some periods
 * in which nothing happens, to scale sets that somebody changes one at a time.
 *
 * @param periods to watch while nothing happens
 * @param drifts how many scale sets somebody changes, one after the other
 */
record FleetScene(
    Cloud cloud, int scaleSets, double timeFactor, int periods, int drifts, Patience patience) {

  /** The same scale sets for each contender. */
  private static final long SEED = 11;

  /** A contender that is started when the scene is ready for it. */
  interface Entrance {
    Contender enter(Cloud cloud, List<Errand.Task> tasks) throws IOException;
  }

  FleetResult play(String name, Entrance entrance) throws IOException {
    List<Errand.Task> tasks =
        IntStream.range(0, scaleSets).mapToObj(i -> new Errand.Task(target(i), wanted())).toList();
    try (Contender contender = entrance.enter(cloud, tasks)) {
      Cold cold = cold(contender);
      Steady steady = steady(contender);
      Drift drift = drift(contender);
      Footprint end = contender.footprint();
      return new FleetResult(
          name, scaleSets, cold, steady, drift, end.residentMegabytes(), end.peakMegabytes());
    }
  }

  private String target(int number) {
    return BenchmarkSeed.scaleSet(cloud.subscription(), number);
  }

  private List<String> wanted() {
    return List.of(BenchmarkSeed.identity(cloud.subscription(), 0));
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
        seconds(contender.started(), firstWrite),
        seconds(calls.get(0).time(), end),
        Buckets.secondsToAllEnded(scaleSets, timeFactor),
        Traffic.of(calls),
        contender.footprint().cpuSeconds());
  }

  private Steady steady(Contender contender) {
    Instant start = contender.settle();
    double cpu = contender.footprint().cpuSeconds();
    Instant end = contender.pass(periods);
    double used = contender.footprint().cpuSeconds() - cpu;
    return new Steady(periods, seconds(start, end), Traffic.of(cloud.calls(start, end)), used);
  }

  private Drift drift(Contender contender) {
    List<Double> seconds = new ArrayList<>();
    // At random, or a loop that goes from one to the next would come by right after each.
    Random random = new Random(SEED);
    for (int i = 0; i < drifts; i++) {
      seconds.add(repair(contender, random.nextInt(scaleSets)));
    }
    return new Drift(seconds);
  }

  private double repair(Contender contender, int number) {
    long before = cloud.lastChange();
    cloud.changeByHand(target(number), "{\"type\":\"" + BenchmarkSeed.identityType(number) + "\"}");
    patience.until(
        "the repair of " + target(number),
        contender.process(),
        () -> changed(before, number, cloud.client()).isPresent());
    return seconds(
        changed(before, number, Cloud.SOMEBODY).orElseThrow(),
        changed(before, number, cloud.client()).orElseThrow());
  }

  /** When this client first gave a scale set another identity block. */
  private Optional<Instant> changed(long since, int number, String client) {
    return cloud.changes(since).stream()
        .filter(one -> one.client().equals(client))
        .filter(one -> one.target().equalsIgnoreCase(target(number)))
        .filter(one -> client.equals(Cloud.SOMEBODY) || hasWanted(one))
        .map(ChangeRecord::time)
        .findFirst();
  }

  private boolean hasWanted(ChangeRecord change) {
    JsonNode users = change.after().path("userAssignedIdentities");
    String wanted = wanted().get(0).toLowerCase(Locale.ROOT);
    List<String> there = new ArrayList<>();
    users.fieldNames().forEachRemaining(id -> there.add(id.toLowerCase(Locale.ROOT)));
    return there.contains(wanted);
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
