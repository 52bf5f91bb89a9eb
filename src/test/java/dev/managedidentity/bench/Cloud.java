package dev.managedidentity.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.EmulatorProcess;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A local Azure in a process of its own, with its limits, and what it saw of its clients. */
final class Cloud implements AutoCloseable {
  /** Who changes things behind everybody's back. */
  static final String SOMEBODY = "somebody";

  /** How many resources a page of a list has. */
  static final int PAGE_SIZE = 50;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EmulatorProcess emulator;
  private final Map<String, String> environment;
  private final HttpClient http;

  private Cloud(EmulatorProcess emulator) throws IOException {
    this.emulator = emulator;
    this.environment = emulator.environment();
    this.http =
        HttpClient.newBuilder()
            .sslContext(emulator.tls())
            .version(HttpClient.Version.HTTP_1_1)
            .build();
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
    List<RequestRecord> requests = new ArrayList<>();
    for (JsonNode one : control("requests?since=" + since)) {
      requests.add(
          new RequestRecord(
              one.path("n").asLong(),
              Instant.parse(one.path("time").asText()),
              one.path("client").asText(),
              one.path("method").asText(),
              one.path("path").asText(),
              one.path("status").asInt()));
    }
    return requests;
  }

  /** The identity changes numbered above {@code since}, oldest first. */
  List<ChangeRecord> changes(long since) {
    List<ChangeRecord> changes = new ArrayList<>();
    for (JsonNode one : control("changes?since=" + since)) {
      changes.add(
          new ChangeRecord(
              one.path("n").asLong(),
              Instant.parse(one.path("time").asText()),
              one.path("client").asText(),
              one.path("target").asText(),
              one.path("before"),
              one.path("after")));
    }
    return changes;
  }

  /** The number of the newest change. */
  long lastChange() {
    List<ChangeRecord> all = changes(0);
    return all.isEmpty() ? 0 : all.get(all.size() - 1).n();
  }

  /** Puts these faults in force, in YAML. */
  void faults(String yaml) {
    send(request("/_emulator/faults").PUT(BodyPublishers.ofString(yaml)).build());
  }

  /**
   * Somebody gives targets other identity blocks, all at once and out of nobody's budget: what that
   * somebody's own writes would cost is not what is measured.
   *
   * @param identities in JSON, by the ids of the targets
   */
  void changeByHand(Map<String, String> identities) {
    ObjectNode sweep = JSON.createObjectNode().put("client", SOMEBODY);
    ObjectNode targets = sweep.putObject("targets");
    identities.forEach((target, identity) -> targets.set(target, parse(identity)));
    send(request("/_emulator/changes").PUT(BodyPublishers.ofString(sweep.toString())).build());
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode control(String page) {
    return parse(send(request("/_emulator/" + page).build()));
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(emulator.uri().resolve(target)).timeout(Duration.ofMinutes(1));
  }

  private String send(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new BenchmarkFailed(
            "%s of %s was answered %d: %s"
                .formatted(request.method(), request.uri(), answer.statusCode(), answer.body()));
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static BenchmarkFailed interrupted() {
    Thread.currentThread().interrupt();
    return new BenchmarkFailed("The benchmark was interrupted.");
  }

  @Override
  public void close() {
    emulator.close();
  }
}
