package dev.managedidentity.bench;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Kubernetes;
import dev.managedidentity.testing.MemoryKubernetes;
import dev.managedidentity.testing.RealKubernetes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures, prints tables, writes bench.json; exits 0 only if what must hold does. */
@Command(name = "benchmark", exitCodeOnInvalidInput = 1)
public final class Benchmark implements Callable<Integer> {
  @Option(names = "--sizes", split = ",", required = true, description = "Scale sets of a fleet.")
  private List<Integer> sizes;

  @Option(names = "--time-factor", required = true, description = "Azure's times are times this.")
  private double timeFactor;

  @Option(names = "--scenes", split = ",", required = true, description = "What is played.")
  private List<Scene> scenes;

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
      names = "--at-once",
      required = true,
      description = "On how many scale sets these work at a time.")
  private int atOnce;

  @Option(names = "--throttled-by", required = true, description = "Who says 429.")
  private Throttling throttling;

  @Option(names = "--java", required = true, description = "The JDK of what is measured.")
  private Path java;

  @Option(names = "--java-options", required = true, description = "And its options.")
  private String javaOptions;

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
            .registerConverter(Scene.class, Scene::named)
            .registerConverter(Throttling.class, Throttling::named)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path scratch = Files.createDirectories(target.resolve("bench").toAbsolutePath());
    try (Kubernetes kubernetes =
        ApiServer.isAvailable() ? new RealKubernetes() : new MemoryKubernetes()) {
      Course course = course(kubernetes);
      Results.Setting setting = setting(course);
      System.out.println(words(setting, scratch));
      return write(new Run(course, setting, scratch).play(sizes, baselines())) ? 0 : 1;
    } catch (BenchmarkFailed failure) {
      System.err.println(failure.getMessage() + " See the logs in " + scratch + ".");
      return 1;
    }
  }

  private Course course(Kubernetes kubernetes) {
    return new Course(
        timeFactor,
        periods,
        drifts,
        atOnce,
        throttling,
        Set.copyOf(scenes),
        Jvm.of(java, javaOptions),
        kubernetes,
        new Patience(Duration.ofSeconds(patienceSeconds)));
  }

  private static Results.Setting setting(Course course) throws IOException {
    return new Results.Setting(
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"),
        course.jvm().version(),
        course.jvm().options(),
        RunningOperator.words(course.kubernetes()),
        course.kubernetes().words(),
        course.timeFactor());
  }

  private static String words(Results.Setting setting, Path scratch) {
    return """
        Azure's times x %s; Kubernetes: %s
        operator: %s; JDK %s %s
        logs in %s"""
        .formatted(
            setting.timeFactor(),
            setting.kubernetes(),
            setting.operator(),
            setting.operatorJava(),
            String.join(" ", setting.operatorOptions()),
            scratch);
  }

  private Set<Baseline> baselines() {
    Set<Baseline> measured = EnumSet.copyOf(beside);
    measured.remove(Baseline.NONE);
    return measured;
  }

  private boolean write(Results results) throws IOException {
    Path file = target.resolve("bench.json");
    Files.writeString(file, results.json().toPrettyString() + "\n");
    System.out.println();
    System.out.println("Written to " + file);
    if (!results.holds()) {
      System.err.println("What the tables say must hold does not: see DOES NOT HOLD there.");
    }
    return results.holds();
  }
}
