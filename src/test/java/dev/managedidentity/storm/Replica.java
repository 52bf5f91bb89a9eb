package dev.managedidentity.storm;

import dev.managedidentity.testing.Deployed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One of the two pods of the operator: a process that is started again whenever it ended. */
final class Replica implements AutoCloseable {
  private static final Path JAR = Path.of("target", "scaleset-identity.jar").toAbsolutePath();

  /** As in the image, under the memory limit of deploy/deployment.yaml. */
  private static final List<String> JAVA =
      List.of("@" + Path.of("deploy", "java-options").toAbsolutePath(), "-XX:MaxRAM=256m");

  /** A kubelet waits, too, before it starts again what ended by itself. */
  private static final Duration RESTART_DELAY = Duration.ofSeconds(2);

  private final String name;
  private final String client;
  private final Map<String, String> environment;
  private final List<String> options;
  private final Path logs;
  private Process process;
  private int starts;
  private int kills;
  private Instant ended;

  /**
   * Not started yet.
   *
   * @param client the service principal that it acts as in Azure, one of its own
   * @param cluster what it needs in its environment to reach the API server
   */
  Replica(
      String name,
      String client,
      Map<String, String> azure,
      Map<String, String> cluster,
      StormOptions storm) {
    this.name = name;
    this.client = client;
    this.environment = new HashMap<>(azure);
    environment.putAll(cluster);
    environment.put("AZURE_CLIENT_ID", client);
    // Deleting the whole fleet at once is what the storm does.
    environment.put("MAX_REMOVALS", "0");
    environment.put("REQUIRE_AZURE_ACCESS", "true");
    this.options =
        List.of(
            "operator",
            "--leader-election",
            "--lease-namespace=" + Deployed.NAMESPACE,
            "--lease-duration=" + storm.leaseDuration().toSeconds() + "s",
            "--sync-period=" + storm.syncPeriod().toMillis() + "ms",
            "--retry-delay=" + storm.retryDelay().toMillis() + "ms",
            // Longer than any answer takes that comes in the end.
            "--azure-call-deadline=5s",
            "--max-removals=0",
            "--operator-namespace=" + Deployed.NAMESPACE,
            "--probe-port=0");
    this.logs = storm.directory();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "kill replica " + name));
  }

  String name() {
    return name;
  }

  /** The service principal that it acts as in Azure. */
  String client() {
    return client;
  }

  /** Starts it again, under a host name that it never had before. */
  synchronized void start() throws IOException {
    starts++;
    environment.put("HOSTNAME", host());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JAVA);
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve("replica-" + host() + ".log").toFile());
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** SIGKILL, and a new process as a kubelet would start one. */
  synchronized void killAndStart() throws IOException {
    kills++;
    process.destroyForcibly().onExit().join();
    start();
  }

  /**
   * Starts it again if it ended by itself, as it must when it lost the lease.
   *
   * @return whether it was started
   */
  synchronized boolean startIfEnded() throws IOException {
    if (process.isAlive()) {
      ended = null;
      return false;
    }
    ended = ended == null ? Instant.now() : ended;
    if (Instant.now().isBefore(ended.plus(RESTART_DELAY))) {
      return false;
    }
    ended = null;
    start();
    return true;
  }

  /** Whether it is the process that holds a lease. */
  synchronized boolean holds(String holder) {
    return process.isAlive() && holder.startsWith(host() + "_");
  }

  synchronized String host() {
    return name + "-" + starts;
  }

  synchronized int starts() {
    return starts;
  }

  synchronized int kills() {
    return kills;
  }

  synchronized long pid() {
    return process.pid();
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }
}
