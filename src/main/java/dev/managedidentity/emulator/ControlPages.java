package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.audit.Audit;
import dev.managedidentity.emulator.fault.Faults;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.Request;

/**
 * What the emulator serves about itself under {@code /_emulator}: needs no token, is not audited.
 */
final class ControlPages {
  private final Audit audit;
  private final Faults faults;

  ControlPages(Audit audit, Faults faults) {
    this.audit = audit;
    this.faults = faults;
  }

  Answer answer(Request request) {
    try {
      return switch (request.method() + " " + request.path()) {
        case "GET /_emulator/requests" -> Answer.json(200, requests(since(request)));
        case "GET /_emulator/changes" -> Answer.json(200, changes(since(request)));
        case "GET /_emulator/faults" -> Answer.json(200, Json.MAPPER.valueToTree(faults.inForce()));
        case "PUT /_emulator/faults" -> replaceFaults(request.body());
        case "DELETE /_emulator/faults" -> replaceFaults("");
        default ->
            refused(
                404,
                "Nothing is served there. There are GET /_emulator/requests?since=N, GET"
                    + " /_emulator/changes?since=N and GET, PUT and DELETE /_emulator/faults.");
      };
    } catch (IllegalArgumentException e) {
      return refused(400, e.getMessage());
    }
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
