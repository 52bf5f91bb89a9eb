package dev.managedidentity.emulator;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an emulator starts.
 *
 * @param port the TCP port, 0 for any free one
 * @param directory where its certificate and its {@code env} file are written; made if missing
 * @param timeFactor recorded times are multiplied by this; 1 is Azure's own pace
 * @param pageSize how many resources a page of a list has
 * @param limits whether request budgets are enforced
 * @param clock what operations, tokens and budgets go by
 * @param slowest so long a request may take to arrive and its answer to be taken; above 0, and at
 *     most a minute
 * @param seed a YAML file with what exists from the start
 * @param faults a YAML file with what goes wrong
 * @param saved whether what exists is kept in the directory from one run to the next
 * @param tokenEndpointPort of the machine's metadata service, 0 for any free one; empty for none
 */
public record EmulatorOptions(
    int port,
    Path directory,
    double timeFactor,
    int pageSize,
    boolean limits,
    Clock clock,
    Duration slowest,
    Optional<Path> seed,
    Optional<Path> faults,
    boolean saved,
    OptionalInt tokenEndpointPort) {

  public EmulatorOptions {
    require(port >= 0 && port <= 65535, "the port must be from 0 to 65535, it is " + port);
    int endpoint = tokenEndpointPort.orElse(0);
    require(
        endpoint >= 0 && endpoint <= 65535,
        "the port of the token endpoint must be from 0 to 65535, it is " + endpoint);
    require(
        timeFactor >= 0 && Double.isFinite(timeFactor),
        "the time factor must be 0 or more, it is " + timeFactor);
    require(pageSize > 0, "the page size must be above 0, it is " + pageSize);
    require(
        slowest.compareTo(Duration.ZERO) > 0 && slowest.compareTo(Duration.ofMinutes(1)) <= 0,
        "the time for a slow request must be above 0 and at most 60 s, it is %s s"
            .formatted(slowest.toMillis() / 1000.0));
  }

  /** Any free port, recorded timing, pages of 50, no budgets, nothing seeded, nothing saved. */
  public static EmulatorOptions in(Path directory) {
    return new EmulatorOptions(
        0,
        directory,
        1,
        50,
        false,
        Clock.systemUTC(),
        Duration.ofSeconds(30),
        Optional.empty(),
        Optional.empty(),
        false,
        OptionalInt.empty());
  }

  public EmulatorOptions withPort(int newPort) {
    return new EmulatorOptions(
        newPort,
        directory,
        timeFactor,
        pageSize,
        limits,
        clock,
        slowest,
        seed,
        faults,
        saved,
        tokenEndpointPort);
  }

  public EmulatorOptions withTimeFactor(double factor) {
    return new EmulatorOptions(
        port,
        directory,
        factor,
        pageSize,
        limits,
        clock,
        slowest,
        seed,
        faults,
        saved,
        tokenEndpointPort);
  }

  public EmulatorOptions withPageSize(int size) {
    return new EmulatorOptions(
        port,
        directory,
        timeFactor,
        size,
        limits,
        clock,
        slowest,
        seed,
        faults,
        saved,
        tokenEndpointPort);
  }

  public EmulatorOptions withLimits(boolean enforced) {
    return new EmulatorOptions(
        port,
        directory,
        timeFactor,
        pageSize,
        enforced,
        clock,
        slowest,
        seed,
        faults,
        saved,
        tokenEndpointPort);
  }

  public EmulatorOptions withClock(Clock other) {
    return new EmulatorOptions(
        port,
        directory,
        timeFactor,
        pageSize,
        limits,
        other,
        slowest,
        seed,
        faults,
        saved,
        tokenEndpointPort);
  }

  public EmulatorOptions withSlowest(Duration time) {
    return new EmulatorOptions(
        port,
        directory,
        timeFactor,
        pageSize,
        limits,
        clock,
        time,
        seed,
        faults,
        saved,
        tokenEndpointPort);
  }

  public EmulatorOptions withSeed(Path file) {
    return new EmulatorOptions(
        port,
        directory,
        timeFactor,
        pageSize,
        limits,
        clock,
        slowest,
        Optional.of(file),
        faults,
        saved,
        tokenEndpointPort);
  }

  public EmulatorOptions withFaults(Path file) {
    return new EmulatorOptions(
        port,
        directory,
        timeFactor,
        pageSize,
        limits,
        clock,
        slowest,
        seed,
        Optional.of(file),
        saved,
        tokenEndpointPort);
  }

  public EmulatorOptions withSaved(boolean kept) {
    return new EmulatorOptions(
        port,
        directory,
        timeFactor,
        pageSize,
        limits,
        clock,
        slowest,
        seed,
        faults,
        kept,
        tokenEndpointPort);
  }

  /** With the token endpoint of a machine; port 0 takes any free one. */
  public EmulatorOptions withTokenEndpoint(int newPort) {
    return new EmulatorOptions(
        port,
        directory,
        timeFactor,
        pageSize,
        limits,
        clock,
        slowest,
        seed,
        faults,
        saved,
        OptionalInt.of(newPort));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
