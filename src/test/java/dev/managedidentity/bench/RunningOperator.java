package dev.managedidentity.bench;

import dev.managedidentity.testing.Kubernetes;
import dev.managedidentity.testing.MemoryKubernetes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operator in a process of its own: the packaged command where the API server is a real one.
 */
final class RunningOperator {
  /** The default of --workers. */
  static final int WORKERS = 8;

  private static final Duration SYNC_PERIOD = Duration.ofSeconds(60);
  private static final Duration RETRY_DELAY = Duration.ofSeconds(5);

  private RunningOperator() {}

  /**
   * Starts it and returns at once.
   *
   * @param timeFactor its own times are shortened as Azure's are
   */
  static JavaProcess start(
      Path log, Cloud cloud, Kubernetes kubernetes, String namespace, double timeFactor)
      throws IOException {
    Map<String, String> environment = new HashMap<>(cloud.environment());
    environment.putAll(kubernetes.environment());
    String period = Long.toString(period(timeFactor).toMillis());
    String retry = Long.toString(times(RETRY_DELAY, timeFactor).toMillis());
    if (kubernetes instanceof MemoryKubernetes) {
      return JavaProcess.start(
          log,
          environment,
          "dev.managedidentity.bench.StandInOperator",
          List.of(namespace, period, retry));
    }
    return JavaProcess.start(
        log,
        environment,
        "dev.managedidentity.cli.Main",
        List.of(
            "operator",
            "--namespaces=" + namespace,
            "--sync-period=" + period + "ms",
            "--retry-delay=" + retry + "ms",
            "--workers=" + WORKERS,
            "--probe-port=0"));
  }

  /** How often it looks for drift. */
  static Duration period(double timeFactor) {
    return times(SYNC_PERIOD, timeFactor);
  }

  private static Duration times(Duration time, double factor) {
    return Duration.ofMillis(Math.max(1, Math.round(time.toMillis() * factor)));
  }
}
