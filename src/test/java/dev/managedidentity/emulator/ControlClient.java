package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The pages under {@code /_emulator} of an emulator in another process. */
public final class ControlClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many rows the emulator shows at once. */
  private static final int ROWS = 200;

  private final URI emulator;
  private final HttpClient http;

  public ControlClient(URI emulator, SSLContext tls) {
    this.emulator = emulator;
    this.http =
        HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
  }

  /** The requests numbered above {@code since}, oldest first. */
  public List<RequestRecord> requests(long since) {
    List<RequestRecord> requests = new ArrayList<>();
    for (JsonNode one : page("requests?since=" + since)) {
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
  public List<ChangeRecord> changes(long since) {
    List<ChangeRecord> changes = new ArrayList<>();
    for (JsonNode one : page("changes?since=" + since)) {
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

  /** All scale sets and machines: their id, their state and their identity. */
  public List<JsonNode> targets() {
    List<JsonNode> targets = new ArrayList<>();
    JsonNode page;
    do {
      page = page("state?skip=" + targets.size() + "&take=" + ROWS);
      page.path("rows").forEach(targets::add);
    } while (targets.size() < page.path("total").asInt());
    return targets;
  }

  /** Puts these faults in force, in YAML. */
  public void faults(String yaml) {
    send(request("/_emulator/faults").PUT(BodyPublishers.ofString(yaml)).build());
  }

  /**
   * Changes identity blocks at once and past all permissions and budgets, and ends what operations
   * run there.
   *
   * @param client whose change it is to be
   * @param identities as for a PATCH, in JSON, by the ids of the targets
   */
  public void change(String client, Map<String, String> identities) {
    ObjectNode sweep = JSON.createObjectNode().put("client", client);
    ObjectNode targets = sweep.putObject("targets");
    identities.forEach((target, identity) -> targets.set(target, parse(identity)));
    send(request("/_emulator/changes").PUT(BodyPublishers.ofString(sweep.toString())).build());
  }

  private JsonNode page(String page) {
    return parse(send(request("/_emulator/" + page).build()));
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(emulator.resolve(target)).timeout(Duration.ofMinutes(1));
  }

  private String send(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            "%s of %s was answered %d: %s"
                .formatted(request.method(), request.uri(), answer.statusCode(), answer.body()));
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
