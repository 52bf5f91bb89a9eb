package dev.managedidentity.bench;

import dev.managedidentity.emulator.BenchmarkSeed;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Kubernetes;
import dev.managedidentity.testing.MemoryKubernetes;
import dev.managedidentity.testing.RealKubernetes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
      names = "--patience",
      defaultValue = "900",
      description = "Seconds after which nothing is waited for any more.")
  private int patienceSeconds;

  @Parameters(description = "The folder for bench.json, and for logs below it.")
  private Path target;

  public static void main(String[] arguments) {
    // The threads of what was started would keep the process from ending.
    System.exit(new CommandLine(new Benchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
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
      throws Exception {
    Path own = Files.createDirectories(scratch.resolve("bad-identities"));
    try (Cloud cloud = Cloud.start(own.resolve("azure"), Forty.seed(), timeFactor)) {
      return new BadIdentityScene(own, cloud, kubernetes, timeFactor, patience()).play();
    }
  }

  private List<FleetResult> fleets(Path scratch, Kubernetes kubernetes) throws Exception {
    List<FleetResult> all = new ArrayList<>();
    for (int size : sizes) {
      List<FleetResult> ofSize = new ArrayList<>();
      for (Way way : Way.values()) {
        Path own = Files.createDirectories(scratch.resolve(size + "-" + way.name()));
        System.out.printf("%n%d scale sets, %s", size, way.words);
        ofSize.add(fleet(own, kubernetes, size, way));
      }
      print(Report.fleet(ofSize));
      all.addAll(ofSize);
    }
    return all;
  }

  /** The contenders, the operator first. */
  private enum Way {
    OPERATOR("operator"),
    SCRIPT("script"),
    WHOLE_RESOURCE("whole PUTs");

    private final String words;

    Way(String words) {
      this.words = words;
    }
  }

  /** Each has an Azure of its own: full buckets, and nothing assigned yet. */
  private FleetResult fleet(Path own, Kubernetes kubernetes, int size, Way way) throws Exception {
    try (Cloud cloud = Cloud.start(own.resolve("azure"), BenchmarkSeed.json(size, 1), timeFactor)) {
      return new FleetScene(cloud, size, timeFactor, periods, drifts, patience())
          .play(
              way.words,
              tasks ->
                  switch (way) {
                    case OPERATOR ->
                        new OperatorContender(
                            own.resolve("operator.log"),
                            cloud,
                            kubernetes,
                            tasks,
                            timeFactor,
                            patience());
                    case SCRIPT -> loop(own, cloud, Errand.Way.SCRIPT, tasks);
                    case WHOLE_RESOURCE -> loop(own, cloud, Errand.Way.WHOLE_RESOURCE, tasks);
                  });
    }
  }

  private LoopContender loop(Path own, Cloud cloud, Errand.Way way, List<Errand.Task> tasks)
      throws Exception {
    return new LoopContender(own, cloud, Errand.of(way, tasks, timeFactor), patience());
  }

  private Patience patience() {
    return new Patience(Duration.ofSeconds(patienceSeconds));
  }

  private static void print(List<String> lines) {
    System.out.println();
    lines.forEach(System.out::println);
  }

  private boolean write(Results results) throws Exception {
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
