package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import dev.managedidentity.emulator.RecordingFiles.Recording;
import dev.managedidentity.testing.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends one recording to an emulator of its own, at the pace that the recording shows. */
final class Replay implements AutoCloseable {
  private static final Duration SETTLED = Duration.ofMinutes(3);

  /** Longer than a recording takes: who knows a principal follows from the recording alone. */
  private static final Duration DIRECTORY = Duration.ofHours(10);

  private final MutableClock clock = new MutableClock();
  private final Bindings bindings = new Bindings();
  private final Map<String, String> operations = new HashMap<>();
  private final Emulator emulator;
  private final ReplayGround ground;
  private final ReplayTally tally;
  private final Map<String, Integer> lastSeenRunning = new HashMap<>();
  private ArmTestClient client;
  private int number;

  Replay(Path directory, Recording recording, ReplayTally tally) throws IOException {
    Path seed = Files.writeString(directory.resolve("seed.yaml"), seed(recording));
    this.emulator =
        EmulatorFixture.startIn(
            directory, EmulatorOptions.in(directory).withClock(clock).withSeed(seed));
    this.ground = new ReplayGround(emulator.azure(), bindings, recording);
    this.tally = tally;
    this.client = ArmTestClient.of(emulator);
    for (int i = 0; i < recording.exchanges().size(); i++) {
      Recorded one = recording.exchanges().get(i);
      if (one.isPoll() && isRunning(one)) {
        lastSeenRunning.put(Recorded.operationOf(one.target()), i);
      }
    }
  }

  /** Switches of which a recording itself shows how they stood. */
  private static String seed(Recording recording) {
    boolean late =
        recording.exchanges().stream()
            .anyMatch(one -> one.errorCode().equals("NotFound") && isTarget(one.path()));
    return "{tenant: %s, quirks: {principalDelay: %d, lateNotFound: %s}}%n"
        .formatted(tenant(recording), DIRECTORY.toSeconds(), late);
  }

  /** The directory of the recording, where its recorder left it in. */
  private static String tenant(Recording recording) {
    return recording.exchanges().stream()
        .map(one -> one.identity().path("tenantId").asText())
        .filter(tenant -> !tenant.isEmpty() && !tenant.startsWith("00000000"))
        .findFirst()
        .orElse("7e000000-0000-4000-8000-000000000001");
  }

  private static boolean isTarget(String path) {
    return path.matches("(?i).*/Microsoft\\.Compute/virtualMachine(ScaleSet)?s/[^/]+");
  }

  /** What differs; nothing where the exchange was not sent. */
  List<String> differences(Recorded recorded) {
    number++;
    Optional<String> reason = ReplayExceptions.unsent(recorded);
    if (reason.isEmpty() && recorded.isPoll() && !operations.containsKey(operation(recorded))) {
      reason = Optional.of(ReplayExceptions.POLL_OF_UNSENT);
    }
    if (reason.isPresent()) {
      tally.unsent(reason.get(), recorded);
      if (!reason.get().equals(ReplayExceptions.OTHER_HOST)) {
        ground.unsent(recorded);
        recorded.headers().values().forEach(url -> operations.remove(Recorded.operationOf(url)));
      }
      return List.of();
    }
    wait(recorded);
    ground.before(recorded);
    Reply reply = send(recorded);
    remember(recorded, reply);
    tally.sent(recorded);
    return new AnswerComparison(recorded, reply, bindings, tally.excepted()).differences();
  }

  private Reply send(Recorded recorded) {
    String target =
        recorded.isPoll()
            ? operations.get(operation(recorded))
            : bindings.translated(recorded.encodedTarget());
    String body = bindings.translated(withoutGaps(recorded.body()));
    String match = recorded.requestHeaders().get("if-match");
    String id = recorded.requestHeaders().getOrDefault("x-ms-client-request-id", "replay");
    return match == null
        ? client.call(recorded.method(), target, body, "x-ms-client-request-id", id)
        : client.call(
            recorded.method(), target, body, "x-ms-client-request-id", id, "If-Match", match);
  }

  /** A digest says of large objects only how large they are. */
  private static String withoutGaps(String body) {
    JsonNode parsed = RecordingShapes.json(body);
    if (!(parsed instanceof ObjectNode object)) {
      return body;
    }
    for (String name : List.of("properties", "tags")) {
      if (object.path(name).asText().startsWith("<")) {
        object.remove(name);
      }
    }
    return object.toString();
  }

  /** Lets as much time pass as the recording shows to have passed. */
  private void wait(Recorded recorded) {
    String state = recorded.state() == null ? "" : recorded.state();
    boolean running =
        recorded.isPoll()
            ? isRunning(recorded)
            : recorded.isRead() && List.of("Updating", "Creating", "Deleting").contains(state);
    if (recorded.operationStatus().equals("Running")) {
      clock.advance(Duration.ofSeconds(2));
    }
    boolean awaited =
        operations.keySet().stream()
            .anyMatch(one -> lastSeenRunning.getOrDefault(one, 0) >= number);
    if (awaited || running || recorded.errorCode().equals("PrincipalNotFound")) {
      return;
    }
    boolean assigns = recorded.path().matches("(?i).*/roleAssignments/[^/]+");
    if (assigns && recorded.status() < 400 && !recorded.isRead()) {
      clock.advance(DIRECTORY);
    }
    clock.advance(SETTLED);
    client = client.as(emulator.environment().get("AZURE_CLIENT_ID"));
  }

  private static boolean isRunning(Recorded poll) {
    return poll.status() == 202
        || List.of("InProgress", "Accepted", "Running").contains(poll.operationStatus());
  }

  private void remember(Recorded recorded, Reply reply) {
    String polled = recorded.headers().get("azure-asyncoperation");
    String located = recorded.headers().get("location");
    if (polled != null && reply.header("Azure-AsyncOperation") != null) {
      operations.put(Recorded.operationOf(polled), reply.header("Azure-AsyncOperation"));
    }
    if (located != null && reply.header("Location") != null && recorded.status() == 202) {
      operations.put(
          Recorded.operationOf(located) + (polled == null ? "" : " monitor"),
          reply.header("Location"));
    }
    JsonNode known = ground.valuesOf(recorded.path());
    if (recorded.method().equals("PUT") && reply.status() < 300) {
      JsonNode made = reply.body().path("properties");
      known
          .properties()
          .forEach(one -> bindings.same(one.getValue().asText(), made.path(one.getKey()).asText()));
    }
  }

  private String operation(Recorded recorded) {
    String name = Recorded.operationOf(recorded.target());
    boolean monitor = recorded.target().contains("monitor=true");
    return monitor && operations.containsKey(name + " monitor") ? name + " monitor" : name;
  }

  @Override
  public void close() {
    emulator.close();
  }
}
