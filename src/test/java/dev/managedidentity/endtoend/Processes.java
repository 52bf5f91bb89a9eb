package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged product as a user starts it: the operator and the emulator, each a process. */
final class Processes implements AutoCloseable {
  private static final Path JAR = Path.of("target", "scaleset-identity.jar").toAbsolutePath();
  private static final Pattern EXPORT = Pattern.compile("export (\\w+)='?([^']*)'?");

  private final ApiServer server;
  private final Path directory;
  private final String namespace;
  private final Process emulator;
  private Process operator;

  Processes(ApiServer server, Path directory, String timeFactor) throws IOException {
    this(
        server,
        directory,
        List.of("--time-factor=" + timeFactor, "--seed=examples/azure/emulator-seed.yaml"));
  }

  /**
   * @param azure options of the emulator, its directory apart
   */
  Processes(ApiServer server, Path directory, List<String> azure) throws IOException {
    this.server = server;
    this.directory = directory;
    this.namespace = server.newNamespace("processes");
    List<String> options = new ArrayList<>(List.of("--port=0", "--dir=" + directory));
    options.addAll(azure);
    this.emulator = java("emulator", Map.of(), options);
    await().atMost(Duration.ofMinutes(3)).until(() -> log("emulator").contains("https://"));
  }

  String namespace() {
    return namespace;
  }

  /** What the emulator tells its clients to have in their environment. */
  Map<String, String> environment() throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (String line : Files.readAllLines(directory.resolve("env"))) {
      Matcher export = EXPORT.matcher(line);
      if (export.matches()) {
        environment.put(export.group(1), export.group(2));
      }
    }
    return environment;
  }

  /**
   * @param more settings than a test needs anyway
   */
  void startOperator(String... more) throws IOException {
    launchOperator(Map.of(), more);
    awaitLog("; probes on port");
  }

  /** The same with the permissions of this service account and no others. */
  void startOperatorAs(String serviceAccount, String... more) throws IOException {
    launchOperator(
        Map.of(
            "KUBERNETES_IMPERSONATE_USERNAME",
            "system:serviceaccount:" + serviceAccount,
            // Where that account may read and create the key of its records.
            "OPERATOR_NAMESPACE",
            Deployed.NAMESPACE),
        more);
    awaitLog("; probes on port");
  }

  /**
   * Does not wait until it has started.
   *
   * @param otherwise what its environment has beside, or in place of, what a test needs anyway
   */
  void launchOperator(Map<String, String> otherwise, String... more) throws IOException {
    Map<String, String> environment = environment();
    environment.put("KUBECONFIG", server.kubeconfig().toString());
    environment.put("SYNC_PERIOD", "1s");
    environment.putAll(otherwise);
    List<String> options =
        new ArrayList<>(
            List.of("--namespaces=" + namespace, "--retry-delay=200ms", "--probe-port=0"));
    options.addAll(List.of(more));
    operator = java("operator", environment, options);
  }

  /** Sends the operator a signal, such as TERM, and returns at once. */
  void signalOperator(String signal) throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-" + signal, String.valueOf(operator.pid()))
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
  }

  /** Waits until the operator has said this. */
  void awaitLog(String words) {
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> assertThat(log("operator")).contains(words));
  }

  /** As when the node loses power. */
  void killOperator() throws InterruptedException {
    operator.destroyForcibly().waitFor();
  }

  /** As when the pod is told to end; gives its exit code. */
  int endOperator() throws InterruptedException {
    operator.destroy();
    return awaitEnd();
  }

  /** The exit code of an operator that ends by itself. */
  int awaitEnd() throws InterruptedException {
    assertThat(operator.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
    return operator.exitValue();
  }

  long operatorPid() {
    return operator.pid();
  }

  int probePort() throws IOException {
    Matcher port = Pattern.compile("probes on port (\\d+)").matcher(log("operator"));
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  private Process java(String command, Map<String, String> environment, List<String> options)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-jar", JAR.toString(), command));
    words.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(command + ".log").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  String log(String command) throws IOException {
    Path file = directory.resolve(command + ".log");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** Runs kubectl in the test's namespace; what it printed, once it succeeded. */
  String kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(server.needKubectl().toString());
    words.add("--kubeconfig=" + server.kubeconfig());
    words.add("--namespace=" + namespace);
    words.addAll(List.of(arguments));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(words + ":\n" + printed + "\n" + log("operator")).isZero();
    return printed;
  }

  @Override
  public void close() {
    if (operator != null) {
      operator.destroyForcibly();
    }
    emulator.destroyForcibly();
  }
}
