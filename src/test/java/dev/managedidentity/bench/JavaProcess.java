package dev.managedidentity.bench;

import dev.managedidentity.testing.Footprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own; what it says goes to a log. */
final class JavaProcess implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final Instant started;

  private JavaProcess(Process process, Path log, Instant started) {
    this.process = process;
    this.log = log;
    this.started = started;
  }

  /**
   * Starts a program and returns at once.
   *
   * @param log where what it says goes
   * @param environment what it has in its environment besides ours
   * @param program with the virtual machine that it runs on
   */
  static JavaProcess start(
      Path log, Map<String, String> environment, List<String> program, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Instant started = Instant.now();
    return new JavaProcess(builder.start(), log, started);
  }

  Instant started() {
    return started;
  }

  Footprint footprint() {
    return Footprint.of(process.pid());
  }

  /** What it has said so far. */
  List<String> lines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets time pass.
   *
   * @throws BenchmarkFailed if the process ends meanwhile
   */
  void runFor(Duration time) {
    try {
      if (process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
        requireAlive();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("The benchmark was interrupted.");
    }
  }

  /**
   * Nothing can come of a process that has ended.
   *
   * @throws BenchmarkFailed if it has ended
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new BenchmarkFailed(
          "A process ended with %d in the middle of the benchmark; %s says why."
              .formatted(process.exitValue(), log));
    }
  }

  /** Asks it to end, and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
