package dev.managedidentity.demo;

import dev.managedidentity.api.AzureAccess;
import dev.managedidentity.operator.AccessSettings;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.operator.OperatorSettings;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Kubernetes;
import dev.managedidentity.testing.MemoryKubernetes;
import dev.managedidentity.testing.RealKubernetes;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the demo; exits 0 only if every example ended as it says. */
public final class Demo {
  /** The file whose declaration the story follows. */
  static final String HERO = "07-add-several.yaml";

  private static final Logger log = LoggerFactory.getLogger(Demo.class);

  /** Where the demo's logback configuration writes to. */
  private static final Path LOG = Path.of("target", "demo", "demo.log");

  private final Options options;
  private final Screen screen;
  private final Instant started = Instant.now();

  Demo(Options options, Screen screen) {
    this.options = options;
    this.screen = screen;
  }

  public static void main(String[] arguments) {
    int exit = 1;
    try {
      Options options = Options.of(List.of(arguments), System.getenv(), ApiServer.isAvailable());
      exit = new Demo(options, Screen.ofProcess(System.getenv())).run();
    } catch (RuntimeException | Error e) {
      // Not thrown on: the threads of what was started would keep the process from ending.
      log.error("the demo ended in the middle", e);
      System.err.println("The demo ended in the middle: " + e + "; for more see " + LOG);
    }
    System.exit(exit);
  }

  /** Runs the whole demo and returns its exit code. */
  int run() {
    screen.title("Managed identities of scale sets and machines, declared in Kubernetes");
    try (Azure azure = new Azure(options);
        Kubernetes kubernetes =
            options.realKubernetes() ? new RealKubernetes() : new MemoryKubernetes();
        Watched watched = new Watched(kubernetes.client())) {
      List<Example> examples = Examples.read(options.examples(), azure.subscription());
      Stage stage = new Stage(screen, options, azure, kubernetes, watched, examples);
      return perform(stage);
    } catch (DemoFailed | IOException e) {
      screen.step(Screen.Look.RED, "wrong", String.valueOf(e.getMessage()));
      return 1;
    }
  }

  private int perform(Stage stage) throws IOException {
    tellWhatRuns(stage);
    stage
        .kubernetes()
        .apply(
            Serialization.unmarshal(
                Files.readString(Path.of("examples", "access", "azureaccess.yaml")),
                AzureAccess.class));
    Closing closing = new Closing(stage);
    try (IdentityOperator operator =
        IdentityOperator.start(
            stage.kubernetes().client(),
            stage.kubernetes().statusWriter(),
            stage.azure()::client,
            settings(stage.azure()))) {
      screen.step(
          Screen.Look.DIM, "probes", "http://localhost:" + operator.probePort() + "/readyz");
      play(stage);
      closing.summary(Duration.between(started, Instant.now()));
      if (options.keep()) {
        stayUp(stage);
      }
      return 0;
    } catch (DemoFailed failure) {
      closing.failure(failure, LOG);
      return 1;
    } catch (RuntimeException | IOException failure) {
      log.error("the demo failed", failure);
      closing.failure(failure, LOG);
      return 1;
    }
  }

  private static void play(Stage stage) throws IOException {
    new Opening(stage).play();
    new Convergence(stage).play();
    Upkeep upkeep = new Upkeep(stage);
    upkeep.drift();
    upkeep.deletion();
    upkeep.quiet();
  }

  private OperatorSettings settings(Azure azure) {
    return new OperatorSettings(
            azure.subscription(), Set.of(), options.syncPeriod(), Duration.ofMillis(500), 4, 0)
        .withAccess(new AccessSettings(true, false));
  }

  private void tellWhatRuns(Stage stage) {
    screen.step(
        Screen.Look.DIM,
        "Azure",
        "local, at %s, its recorded times x %s"
            .formatted(stage.azure().uri(), options.timeFactor()));
    screen.step(Screen.Look.DIM, "Kubernetes", stage.kubernetes().words());
    screen.step(Screen.Look.DIM, "operator", "the real one, with the real Azure client library");
    List<String> toTry = stage.kubernetes().thingsToTry("demo");
    if (!toTry.isEmpty()) {
      screen.step(Screen.Look.DIM, "try", "while this runs (with DEMO_KEEP=1 set it stays up):");
      toTry.forEach(one -> screen.line("    " + one));
    }
  }

  private void stayUp(Stage stage) {
    screen.line("");
    screen.say(
        "Everything stays up until Ctrl-C. Azure's settings: . "
            + options.scratch().resolve("azure/env"));
    stage.kubernetes().thingsToTry("demo").forEach(one -> screen.line("    " + one));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
