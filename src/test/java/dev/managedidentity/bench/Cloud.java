package dev.managedidentity.bench;

import dev.managedidentity.emulator.ControlClient;
import dev.managedidentity.emulator.EmulatorProcess;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A local Azure in a process of its own, with its limits, and what it saw of its clients. */
final class Cloud implements AutoCloseable {
  /** Who changes things behind everybody's back. */
  static final String SOMEBODY = "somebody";

  /** How many resources a page of a list has. */
  static final int PAGE_SIZE = 50;

  private final EmulatorProcess emulator;
  private final Map<String, String> environment;
  private final ControlClient control;

  private Cloud(EmulatorProcess emulator) throws IOException {
    this.emulator = emulator;
    this.environment = emulator.environment();
    this.control = new ControlClient(emulator.uri(), emulator.tls());
  }

  /**
   * Starts one that has this from the start.
   *
   * @param seed as a seed file, in JSON
   */
  static Cloud start(Path directory, String seed, double timeFactor) throws IOException {
    Files.createDirectories(directory);
    Path file = Files.writeString(directory.resolve("seed.json"), seed);
    return new Cloud(
        EmulatorProcess.start(
            directory,
            List.of("-Xmx512m"),
            "--seed",
            file.toString(),
            "--time-factor",
            Double.toString(timeFactor)));
  }

  /** What its clients need in their environment. */
  Map<String, String> environment() {
    return environment;
  }

  String subscription() {
    return environment.get("AZURE_SUBSCRIPTION_ID");
  }

  /** Whom those are that use the environment. */
  String client() {
    return environment.get("AZURE_CLIENT_ID");
  }

  /** The calls of that client from one time to another, oldest first. */
  List<RequestRecord> calls(Instant from, Instant to) {
    return requests(0).stream()
        .filter(one -> one.client().equals(client()) && Traffic.isCall(one))
        .filter(one -> one.time().isAfter(from) && !one.time().isAfter(to))
        .toList();
  }

  List<RequestRecord> requests(long since) {
    return control.requests(since);
  }

  /** The identity changes numbered above {@code since}, oldest first. */
  List<ChangeRecord> changes(long since) {
    return control.changes(since);
  }

  /** The number of the newest change. */
  long lastChange() {
    List<ChangeRecord> all = changes(0);
    return all.isEmpty() ? 0 : all.get(all.size() - 1).n();
  }

  /** Puts these faults in force, in YAML. */
  void faults(String yaml) {
    control.faults(yaml);
  }

  /**
   * Somebody gives targets other identity blocks, all at once and out of nobody's budget: what that
   * somebody's own writes would cost is not what is measured.
   *
   * @param identities in JSON, by the ids of the targets
   */
  void changeByHand(Map<String, String> identities) {
    control.change(SOMEBODY, identities);
  }

  @Override
  public void close() {
    emulator.close();
  }
}
