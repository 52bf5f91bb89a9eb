package dev.managedidentity.bench;

import dev.managedidentity.testing.Kubernetes;
import dev.managedidentity.testing.MemoryKubernetes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operator in a process of its own: the packaged command where the API server is a real one.
 */
final class RunningOperator {
  /** The default of --workers. */
  static final int WORKERS = 8;

  /** Where the build leaves what it makes. */
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private static final Duration SYNC_PERIOD = Duration.ofSeconds(60);
  private static final Duration RETRY_DELAY = Duration.ofSeconds(5);

  private RunningOperator() {}

  /** Starts it and returns at once; its own times are shortened as Azure's are. */
  static JavaProcess start(Path log, Cloud cloud, Course course, String namespace)
      throws IOException {
    Map<String, String> environment = new HashMap<>(cloud.environment());
    environment.putAll(course.kubernetes().environment());
    String period = Long.toString(course.period().toMillis());
    String retry = Long.toString(times(RETRY_DELAY, course.timeFactor()).toMillis());
    if (course.kubernetes() instanceof MemoryKubernetes) {
      return JavaProcess.start(
          log,
          environment,
          course.jvm().program("dev.managedidentity.bench.StandInOperator"),
          List.of(namespace, period, retry));
    }
    Optional<Packaged> packaged = Packaged.in(TARGET);
    return JavaProcess.start(
        log,
        environment,
        packaged
            .map(course.jvm()::program)
            .orElseGet(() -> course.jvm().program("dev.managedidentity.cli.Main")),
        List.of(
            "operator",
            "--namespaces=" + namespace,
            "--sync-period=" + period + "ms",
            "--retry-delay=" + retry + "ms",
            "--workers=" + WORKERS,
            "--probe-port=0"));
  }

  /** What is started, in a few words. */
  static String words(Kubernetes kubernetes) throws IOException {
    if (kubernetes instanceof MemoryKubernetes) {
      return "a stand-in for the command, as there is no API server";
    }
    return Packaged.in(TARGET)
        .map(packaged -> "the command, " + packaged.words())
        .orElse("the command, by its classes: the jar is not there, or older");
  }

  /** How often it looks for drift. */
  static Duration period(double timeFactor) {
    return times(SYNC_PERIOD, timeFactor);
  }

  private static Duration times(Duration time, double factor) {
    return Duration.ofMillis(Math.max(1, Math.round(time.toMillis() * factor)));
  }
}
