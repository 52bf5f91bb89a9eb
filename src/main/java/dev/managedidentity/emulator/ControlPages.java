package dev.managedidentity.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.arm.ArmState;
import dev.managedidentity.emulator.audit.Audit;
import dev.managedidentity.emulator.fault.Faults;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.Request;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * What the emulator serves about itself under {@code /_emulator}: needs no token, is not audited.
 */
final class ControlPages {
  private final Audit audit;
  private final Faults faults;
  private final ArmState state;

  ControlPages(Audit audit, Faults faults, ArmState state) {
    this.audit = audit;
    this.faults = faults;
    this.state = state;
  }

  /**
   * Identity blocks that somebody gives to many targets at once.
   *
   * @param client who it was, for the list of changes
   * @param targets identity blocks as for a PATCH, by the ids of what gets them
   */
  private record Sweep(
      @JsonProperty(required = true) String client,
      @JsonProperty(required = true) Map<String, ObjectNode> targets) {}

  Answer answer(Request request) {
    try {
      return switch (request.method() + " " + request.path()) {
        case "GET /_emulator/requests" -> Answer.json(200, requests(since(request)));
        case "GET /_emulator/changes" -> Answer.json(200, changes(since(request)));
        case "PUT /_emulator/changes" -> change(request.body());
        case "GET /_emulator/faults" -> Answer.json(200, Json.MAPPER.valueToTree(faults.inForce()));
        case "PUT /_emulator/faults" -> replaceFaults(request.body());
        case "DELETE /_emulator/faults" -> replaceFaults("");
        default ->
            refused(
                404,
                "Nothing is served there. There are GET /_emulator/requests?since=N, GET"
                    + " /_emulator/changes?since=N, PUT /_emulator/changes and GET, PUT and DELETE"
                    + " /_emulator/faults.");
      };
    } catch (IllegalArgumentException e) {
      return refused(400, e.getMessage());
    } catch (NoSuchElementException e) {
      return refused(400, "There is no " + e.getMessage() + ".");
    }
  }

  /** Past rights, budgets and operations: as if each had been changed long ago by this client. */
  private Answer change(String body) {
    Sweep sweep;
    try {
      sweep = Json.MAPPER.readValue(body, Sweep.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not {client, targets}: " + e.getOriginalMessage() + "; targets are identities by id", e);
    }
    sweep.targets().forEach((id, identity) -> state.patchIdentity(id, identity, sweep.client()));
    return Answer.empty(204);
  }

  private Answer replaceFaults(String yaml) {
    faults.replace(yaml);
    return Answer.empty(204);
  }

  private ArrayNode requests(long since) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    audit
        .requestsSince(since)
        .forEach(
            one ->
                array
                    .addObject()
                    .put("n", one.n())
                    .put("time", one.time().toString())
                    .put("client", one.client())
                    .put("method", one.method())
                    .put("path", one.path())
                    .put("status", one.status()));
    return array;
  }

  private ArrayNode changes(long since) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    audit
        .changesSince(since)
        .forEach(
            one ->
                array
                    .addObject()
                    .put("n", one.n())
                    .put("time", one.time().toString())
                    .put("client", one.client())
                    .put("target", one.target())
                    .<ObjectNode>set("before", one.before())
                    .set("after", one.after()));
    return array;
  }

  private static long since(Request request) {
    String since = request.parameter("since");
    try {
      return since.isEmpty() ? 0 : Long.parseLong(since);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("since is no number: " + since, e);
    }
  }

  private static Answer refused(int status, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", "Emulator").put("message", message);
    return Answer.json(status, body);
  }
}
