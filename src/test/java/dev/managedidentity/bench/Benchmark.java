package dev.managedidentity.bench;

import dev.managedidentity.emulator.BenchmarkSeed;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Kubernetes;
import dev.managedidentity.testing.MemoryKubernetes;
import dev.managedidentity.testing.RealKubernetes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures, prints a table, writes bench.json; exits 0 only if what must hold does. */
@Command(name = "benchmark", exitCodeOnInvalidInput = 1)
public final class Benchmark implements Callable<Integer> {
  @Option(names = "--sizes", split = ",", required = true, description = "Scale sets of a fleet.")
  private List<Integer> sizes;

  @Option(names = "--time-factor", required = true, description = "Azure's times are times this.")
  private double timeFactor;

  @Option(names = "--periods", required = true, description = "Periods in which nothing happens.")
  private int periods;

  @Option(names = "--drifts", required = true, description = "Scale sets that somebody changes.")
  private int drifts;

  @Option(
      names = "--beside",
      split = ",",
      required = true,
      description = "What the operator is measured beside: ${COMPLETION-CANDIDATES}.")
  private List<Baseline> beside;

  @Option(
      names = "--patience",
      required = true,
      description = "Seconds after which nothing is waited for any more.")
  private int patienceSeconds;

  @Parameters(description = "The folder for bench.json, and for logs below it.")
  private Path target;

  public static void main(String[] arguments) {
    // The threads of what was started would keep the process from ending.
    System.exit(
        new CommandLine(new Benchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path scratch = Files.createDirectories(target.resolve("bench").toAbsolutePath());
    try (Kubernetes kubernetes =
        ApiServer.isAvailable() ? new RealKubernetes() : new MemoryKubernetes()) {
      Results.Setting setting =
          new Results.Setting(
              Runtime.getRuntime().availableProcessors(),
              System.getProperty("java.version"),
              kubernetes.words(),
              timeFactor);
      System.out.println(
          "Azure's times x %s; Kubernetes: %s; logs in %s"
              .formatted(timeFactor, kubernetes.words(), scratch));
      List<BadIdentityLine> bad = badIdentities(scratch, kubernetes);
      print(Report.badIdentities(bad));
      List<FleetResult> fleets = fleets(scratch, kubernetes);
      return write(new Results(setting, bad, fleets)) ? 0 : 1;
    } catch (BenchmarkFailed failure) {
      System.err.println(failure.getMessage() + " See the logs in " + scratch + ".");
      return 1;
    }
  }

  private List<BadIdentityLine> badIdentities(Path scratch, Kubernetes kubernetes)
      throws IOException {
    Path own = Files.createDirectories(scratch.resolve("bad-identities"));
    try (Cloud cloud = Cloud.start(own.resolve("azure"), Forty.seed(), timeFactor)) {
      return new BadIdentityScene(own, cloud, kubernetes, timeFactor, patience()).play();
    }
  }

  private List<FleetResult> fleets(Path scratch, Kubernetes kubernetes) throws IOException {
    List<FleetResult> all = new ArrayList<>();
    for (int size : sizes) {
      List<FleetResult> ofSize = new ArrayList<>();
      Path own = folder(scratch, size, "operator");
      ofSize.add(
          fleet(own, size, "operator", (cloud, tasks) -> operator(own, cloud, kubernetes, tasks)));
      for (Baseline baseline : beside) {
        Path its = folder(scratch, size, baseline.name());
        ofSize.add(
            fleet(its, size, baseline.words, (cloud, tasks) -> loop(its, cloud, baseline, tasks)));
      }
      print(Report.fleet(ofSize));
      all.addAll(ofSize);
    }
    return all;
  }

  private static Path folder(Path scratch, int size, String name) throws IOException {
    return Files.createDirectories(scratch.resolve(size + "-" + name.toLowerCase(Locale.ROOT)));
  }

  /** What people do without the operator. */
  private enum Baseline {
    SCRIPT("script", Errand.Way.SCRIPT),
    WHOLE("whole PUTs", Errand.Way.WHOLE_RESOURCE);

    private final String words;
    private final Errand.Way way;

    Baseline(String words, Errand.Way way) {
      this.words = words;
      this.way = way;
    }
  }

  /** Each has an Azure of its own: full buckets, and nothing assigned yet. */
  private FleetResult fleet(Path own, int size, String name, FleetScene.Entrance entrance)
      throws IOException {
    System.out.printf("%n%d scale sets, %s", size, name);
    try (Cloud cloud = Cloud.start(own.resolve("azure"), BenchmarkSeed.json(size, 1), timeFactor)) {
      return new FleetScene(cloud, size, timeFactor, periods, drifts, patience())
          .play(name, entrance);
    }
  }

  private OperatorContender operator(
      Path own, Cloud cloud, Kubernetes kubernetes, List<Errand.Task> tasks) throws IOException {
    return new OperatorContender(
        own.resolve("operator.log"), cloud, kubernetes, tasks, timeFactor, patience());
  }

  private LoopContender loop(Path own, Cloud cloud, Baseline baseline, List<Errand.Task> tasks)
      throws IOException {
    return new LoopContender(own, cloud, Errand.of(baseline.way, tasks, timeFactor), patience());
  }

  private Patience patience() {
    return new Patience(Duration.ofSeconds(patienceSeconds));
  }

  private static void print(List<String> lines) {
    System.out.println();
    lines.forEach(System.out::println);
  }

  private boolean write(Results results) throws IOException {
    Path file = target.resolve("bench.json");
    Files.writeString(file, results.json().toPrettyString() + "\n");
    System.out.println();
    System.out.println("Written to " + file);
    if (!results.holds()) {
      System.err.println("What the table says must hold does not: see DOES NOT HOLD there.");
    }
    return results.holds();
  }
}
