package dev.managedidentity.training;

import static org.awaitility.Awaitility.await;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.emulator.BenchmarkSeed;
import dev.managedidentity.emulator.EmulatorProcess;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MemoryKubernetes;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes what goes into the image, with an AOT cache: has the JVM write down what it loaded and
 * called while the packaged operator gave a few scale sets their identities, kept them, and ended.
 *
 * <p>The cache serves only the JVM that made it, and the jars at the paths and of the times that
 * they had then; any other passes it over, and starts without.
 */
public final class Training {
  private static final String NAMESPACE = "training";

  /** Enough for a list of them all to be asked for, and read in its pages. */
  private static final int SCALE_SETS = 60;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String JAR = "scaleset-identity.jar";
  private static final String OPTIONS = "java-options";

  private final Path image;
  private final Path cache;

  private Training(Path image) {
    this.image = image;
    this.cache = image.resolve("operator.aot");
  }

  /**
   * Exits other than 0 unless the whole of the image's folder is there afterwards.
   *
   * @param arguments the folder that has the jar, its libraries in {@code lib} beside it; the file
   *     of options that the JVM will have; the folder of the image, at the path that it will have
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Training training = new Training(Path.of(arguments[2]).toAbsolutePath());
    training.assemble(Path.of(arguments[0]), Path.of(arguments[1]));
    training.run();
    // The threads of the Kubernetes in memory would keep the process from ending.
    System.exit(0);
  }

  private void assemble(Path build, Path options) throws IOException {
    UnsignedJars.copy(build.resolve("lib"), image.resolve("lib"));
    copy(build.resolve(JAR), image.resolve(JAR));
    copy(options, image.resolve(OPTIONS));
    Files.deleteIfExists(cache);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void run() throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("training");
    Path seed = Files.writeString(scratch.resolve("seed.json"), BenchmarkSeed.json(SCALE_SETS, 1));
    try (EmulatorProcess azure =
            EmulatorProcess.start(
                scratch, List.of(), "--seed", seed.toString(), "--time-factor", "0.01");
        MemoryKubernetes kubernetes = new MemoryKubernetes(ServerSideApply::new)) {
      Map<String, String> environment = new HashMap<>(azure.environment());
      environment.putAll(kubernetes.environment());
      declare(kubernetes, azure.environment().get("AZURE_SUBSCRIPTION_ID"));
      Process operator = operator(environment);
      try {
        await("all declarations Ready")
            .atMost(PATIENCE)
            .until(() -> requireAlive(operator) && ready(kubernetes) == SCALE_SETS);
        withdraw(kubernetes);
        await("the withdrawn declaration gone")
            .atMost(PATIENCE)
            .until(() -> requireAlive(operator) && declared(kubernetes).size() < SCALE_SETS);
      } finally {
        end(operator);
      }
    }
    System.out.println(cache + ": " + (Files.size(cache) >> 20) + " MB");
  }

  private static void declare(MemoryKubernetes kubernetes, String subscription) {
    UserAssigned wanted = new UserAssigned();
    wanted.id = BenchmarkSeed.identity(subscription, 0);
    wanted.ensure = Ensure.Assigned;
    for (int i = 0; i < SCALE_SETS; i++) {
      kubernetes.apply(
          Kinds.declaration(
              BenchmarkSeed.scaleSet(subscription, i),
              new ObjectMetaBuilder().withNamespace(NAMESPACE).withName("set-" + i).build(),
              spec -> spec.userAssigned.add(wanted)));
    }
  }

  private Process operator(Map<String, String> environment) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + image.resolve(OPTIONS));
    // As in a small container. By the memory of a large machine the heap would be one whose objects
    // are addressed otherwise, and the cache with it.
    command.add("-XX:MaxRAM=256m");
    command.add("-XX:AOTCacheOutput=" + cache);
    command.addAll(List.of("-jar", image.resolve(JAR).toString(), "operator"));
    command.addAll(List.of("--sync-period=1s", "--retry-delay=200ms", "--probe-port=0"));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static boolean requireAlive(Process operator) {
    if (!operator.isAlive()) {
      throw new IllegalStateException(
          "The operator ended with %d in the middle of its training; its output says why."
              .formatted(operator.exitValue()));
    }
    return true;
  }

  private static List<ScaleSetIdentity> declared(MemoryKubernetes kubernetes) {
    return kubernetes
        .client()
        .resources(ScaleSetIdentity.class)
        .inNamespace(NAMESPACE)
        .list()
        .getItems();
  }

  private static long ready(MemoryKubernetes kubernetes) {
    return declared(kubernetes).stream().filter(Training::isReady).count();
  }

  private static boolean isReady(ScaleSetIdentity declaration) {
    return declaration.getStatus() != null
        && declaration.getStatus().conditions.stream()
            .anyMatch(
                one ->
                    one.getType().equals(ConditionType.Ready.name())
                        && one.getStatus().equals("True"));
  }

  private static void withdraw(MemoryKubernetes kubernetes) {
    kubernetes.client().resource(declared(kubernetes).get(0)).delete();
  }

  /** Asks it to end as a cluster does: the JVM makes the cache before it is gone. */
  private static void end(Process operator) throws InterruptedException {
    operator.destroy();
    if (!operator.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      operator.destroyForcibly();
      throw new UncheckedIOException(
          new IOException("The JVM did not end within %s.".formatted(PATIENCE)));
    }
  }
}
