package dev.managedidentity.emulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves a local Azure until it is ended. */
@Command(
    name = "emulator",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    description = "Serves a local Azure Resource Manager over TLS until it is ended.")
public final class EmulatorCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "TCP port on 127.0.0.1; 0, the default, takes any free one.")
  private int port;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "Where ca.pem and env are written; made if missing.")
  private Path directory;

  @Option(
      names = "--time-factor",
      paramLabel = "F",
      defaultValue = "1",
      description = "Recorded times are multiplied by this: 0.01 is a hundred times faster.")
  private double timeFactor;

  @Option(
      names = "--seed",
      paramLabel = "FILE",
      description = "YAML: what exists from the start, and who may do what.")
  private Path seed;

  @Option(names = "--faults", paramLabel = "FILE", description = "YAML: what goes wrong.")
  private Path faults;

  @Option(
      names = "--token-endpoint-port",
      paramLabel = "N",
      description =
          "TCP port on 127.0.0.1 of a machine's token endpoint for managed identities, over plain HTTP; 0 takes any free one, and without this there is none.")
  private Integer tokenEndpointPort;

  @Option(
      names = "--slowest-request",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "Seconds that a request may take to arrive, and its answer to be taken; 30 by default,"
              + " at most 60.")
  private double slowest;

  @Option(
      names = "--no-limits",
      description = "Counts requests against Azure's budgets but refuses none with 429.")
  private boolean unlimited;

  @Option(
      names = "--save",
      description = "Keeps what exists in DIR/state.json from one run to the next.")
  private boolean saved;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    CountDownLatch closed = new CountDownLatch(1);
    try (Emulator emulator = Emulator.start(options())) {
      serve(emulator, closed);
      return 0;
    } catch (UncheckedIOException e) {
      err.println("The emulator ended badly: " + e.getMessage() + " (" + e.getCause() + ").");
    } catch (NoSuchFileException e) {
      err.println(
          "The emulator cannot start: there is no file "
              + e.getFile()
              + ". Name one that is there.");
    } catch (BindException e) {
      err.println(
          "The emulator cannot start: port %s is taken (%s). Take another with --port or --token-endpoint-port, or 0 for any free one."
              .formatted(
                  tokenEndpointPort == null ? port : port + " or " + tokenEndpointPort,
                  e.getMessage()));
    } catch (IOException e) {
      err.println(
          "The emulator cannot start in %s: %s. Name a directory you may write to with --dir."
              .formatted(directory, e));
    } catch (IllegalArgumentException e) {
      err.println("The emulator cannot start: " + e.getMessage() + ". Mend that and start again.");
    } finally {
      closed.countDown();
    }
    return 1;
  }

  private void serve(Emulator emulator, CountDownLatch closed) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    // Before anybody is told that it is up: who ends it right then wants its state saved too.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ended, closed), "emulator-end"));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Azure is at %s - for its settings: . %s%n",
        emulator.uri(), emulator.directory().resolve("env"));
    out.flush();
    ended.await();
  }

  /** The process is gone when its hooks have returned, so this one waits for the saving. */
  private static void end(CountDownLatch ended, CountDownLatch closed) {
    ended.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private EmulatorOptions options() {
    EmulatorOptions options =
        EmulatorOptions.in(directory)
            .withPort(port)
            .withTimeFactor(timeFactor)
            .withLimits(!unlimited)
            .withSlowest(Duration.ofMillis(Math.round(slowest * 1000)))
            .withSaved(saved);
    options = tokenEndpointPort == null ? options : options.withTokenEndpoint(tokenEndpointPort);
    options = seed == null ? options : options.withSeed(seed);
    return faults == null ? options : options.withFaults(faults);
  }
}
