package dev.managedidentity.emulator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * How an emulator starts.
 *
 * @param port the TCP port, 0 for any free one
 * @param directory where its certificate and its {@code env} file are written; made if missing
 * @param timeFactor recorded times are multiplied by this; 1 is Azure's own pace
 * @param pageSize how many resources a page of a list has
 * @param limits whether request budgets are enforced
 * @param clock what operations, tokens and budgets go by
 * @param seed a YAML file with what exists from the start
 * @param faults a YAML file with what goes wrong
 */
public record EmulatorOptions(
    int port,
    Path directory,
    double timeFactor,
    int pageSize,
    boolean limits,
    Clock clock,
    Optional<Path> seed,
    Optional<Path> faults) {

  public EmulatorOptions {
    require(port >= 0 && port <= 65535, "the port must be from 0 to 65535, it is " + port);
    require(
        timeFactor >= 0 && Double.isFinite(timeFactor),
        "the time factor must be 0 or more, it is " + timeFactor);
    require(pageSize > 0, "the page size must be above 0, it is " + pageSize);
  }

  /** Any free port, recorded timing, pages of 50, no budgets, nothing seeded. */
  public static EmulatorOptions in(Path directory) {
    return new EmulatorOptions(
        0, directory, 1, 50, false, Clock.systemUTC(), Optional.empty(), Optional.empty());
  }

  public EmulatorOptions withPort(int newPort) {
    return new EmulatorOptions(
        newPort, directory, timeFactor, pageSize, limits, clock, seed, faults);
  }

  public EmulatorOptions withTimeFactor(double factor) {
    return new EmulatorOptions(port, directory, factor, pageSize, limits, clock, seed, faults);
  }

  public EmulatorOptions withPageSize(int size) {
    return new EmulatorOptions(port, directory, timeFactor, size, limits, clock, seed, faults);
  }

  public EmulatorOptions withLimits(boolean enforced) {
    return new EmulatorOptions(
        port, directory, timeFactor, pageSize, enforced, clock, seed, faults);
  }

  public EmulatorOptions withClock(Clock other) {
    return new EmulatorOptions(port, directory, timeFactor, pageSize, limits, other, seed, faults);
  }

  public EmulatorOptions withSeed(Path file) {
    return new EmulatorOptions(
        port, directory, timeFactor, pageSize, limits, clock, Optional.of(file), faults);
  }

  public EmulatorOptions withFaults(Path file) {
    return new EmulatorOptions(
        port, directory, timeFactor, pageSize, limits, clock, seed, Optional.of(file));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
