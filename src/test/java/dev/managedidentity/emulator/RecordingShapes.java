package dev.managedidentity.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The shapes in which recorders write. A shape that is not known is an error: nothing is left out
 * silently.
 */
final class RecordingShapes {
  private static final JsonNode NOTHING = MissingNode.getInstance();

  private RecordingShapes() {}

  static List<Recorded> exchanges(String name, JsonNode file) {
    List<Recorded> exchanges = new ArrayList<>();
    if (file.path("interactions").isArray()) {
      file.get("interactions").forEach(one -> exchanges.add(interaction(exchanges.size(), one)));
    } else if (file.path("Entries").isArray()) {
      file.get("Entries").forEach(one -> exchanges.add(entry(exchanges.size(), one)));
    } else if (file.path("networkCallRecords").isArray()) {
      file.get("networkCallRecords").forEach(one -> exchanges.add(call(exchanges.size(), one)));
    } else if (file.path("exchanges").isArray()) {
      Digest digest = new Digest();
      file.get("exchanges").forEach(one -> exchanges.add(digest.exchange(exchanges.size(), one)));
    } else if (file.size() > 0 && file.iterator().next().has("Request")) {
      file.forEach(one -> exchanges.add(pair(exchanges.size(), one)));
    } else {
      throw unknown(name, file);
    }
    return exchanges;
  }

  static List<Recorded> line(String name, JsonNode line) {
    if (line.path("trace").isArray()) {
      List<Recorded> exchanges = new ArrayList<>();
      line.get("trace").forEach(one -> exchanges.add(traced(one)));
      return exchanges;
    }
    if (line.has("method") && line.has("url") && line.has("status")) {
      return List.of(kept(line));
    }
    throw unknown(name, line);
  }

  /** A trace has of the answer only what concerns identities. */
  private static Recorded traced(JsonNode one) {
    ObjectNode answer = ArmTestClient.MAPPER.createObjectNode();
    if (one.path("op").isObject()) {
      answer.setAll((ObjectNode) one.get("op"));
    }
    if (one.path("error").isObject()) {
      answer.set("error", one.get("error"));
    }
    String method = one.path("method").asText();
    return Recorded.of(
            label(one),
            method,
            one.path("uri").asText(),
            Map.of(),
            body(method, one.path("request")),
            one.path("status").asInt(),
            headers(one.path("headers")),
            answer,
            false)
        .showing(one.path("identity"), one.path("provisioningState").textValue());
  }

  /** An exchange by itself; what was left out of its bodies is not said. */
  private static Recorded kept(JsonNode one) {
    JsonNode answer = one.has("responseBody") ? one.path("responseBody") : one.path("response");
    String method = one.path("method").asText();
    Recorded recorded =
        Recorded.of(
            label(one),
            method,
            one.path("url").asText(),
            headers(one.path("requestHeaders")),
            body(method, one.path("requestBody")),
            one.path("status").asInt(),
            headers(one.path("responseHeaders")),
            answer.isObject() ? answer : NOTHING,
            false);
    if (one.has("identity")) {
      return recorded.showing(one.path("identity"), one.path("provisioningState").textValue());
    }
    String state = one.path("provisioningState").textValue();
    return state == null ? recorded : recorded.inState(state);
  }

  /** The cassettes of the az command and of Go clients. */
  private static Recorded interaction(int n, JsonNode one) {
    JsonNode request = one.path("request");
    JsonNode response = one.path("response");
    JsonNode body = response.path("body");
    JsonNode code = response.path("status").path("code");
    return Recorded.of(
        Integer.toString(n),
        request.path("method").asText(),
        request.has("uri") ? request.path("uri").asText() : request.path("url").asText(),
        headers(request.path("headers")),
        request.path("body").isNull() ? "" : unwrapped(request.path("body").asText()),
        code.isMissingNode() ? response.path("code").asInt() : code.asInt(),
        headers(response.path("headers")),
        json(body.isObject() ? body.path("string").asText() : body.asText()),
        true);
  }

  /** The recordings of .NET and PowerShell. */
  private static Recorded entry(int n, JsonNode one) {
    return Recorded.of(
        Integer.toString(n),
        one.path("RequestMethod").asText(),
        one.path("RequestUri").asText(),
        headers(one.path("RequestHeaders")),
        text(one.path("RequestBody")),
        one.path("StatusCode").asInt(),
        headers(one.path("ResponseHeaders")),
        one.path("ResponseBody").isObject()
            ? one.path("ResponseBody")
            : json(text(one.path("ResponseBody"))),
        true);
  }

  /** The newer recordings of PowerShell. */
  private static Recorded pair(int n, JsonNode one) {
    JsonNode request = one.path("Request");
    JsonNode response = one.path("Response");
    Map<String, String> headers = headers(response.path("Headers"));
    headers.putAll(headers(response.path("ContentHeaders")));
    return Recorded.of(
        Integer.toString(n),
        request.path("Method").asText(),
        request.path("RequestUri").asText(),
        headers(request.path("Headers")),
        text(request.path("Content")),
        response.path("StatusCode").asInt(),
        headers,
        json(text(response.path("Content"))),
        true);
  }

  /**
   * The recordings of Java, whose answers' headers stand beside their bodies, without bodies sent.
   */
  private static Recorded call(int n, JsonNode one) {
    JsonNode response = one.path("Response");
    Map<String, String> headers = headers(response);
    headers.keySet().removeAll(Set.of("statuscode", "body"));
    String method = one.path("Method").asText();
    JsonNode body = one.has("Body") ? one.path("Body") : NOTHING;
    return Recorded.of(
        Integer.toString(n),
        method,
        one.path("Uri").asText(),
        headers(one.path("Headers")),
        body(method, body),
        response.path("StatusCode").asInt(),
        headers,
        json(response.path("Body").asText()),
        true);
  }

  /** What was sent; null where a write's body was not kept. */
  private static String body(String method, JsonNode kept) {
    boolean writes = Set.of("PUT", "PATCH").contains(method.toUpperCase(Locale.ROOT));
    if (kept.isMissingNode() || kept.isNull()) {
      return writes ? null : "";
    }
    String text = text(kept);
    return writes && text.isBlank() ? null : text;
  }

  static Map<String, String> headers(JsonNode headers) {
    Map<String, String> byName = new TreeMap<>();
    headers
        .properties()
        .forEach(
            header -> {
              JsonNode value =
                  header.getValue().isArray() ? header.getValue().path(0) : header.getValue();
              if (!value.isNull()) {
                byName.put(header.getKey().toLowerCase(Locale.ROOT), value.asText());
              }
            });
    return byName;
  }

  private static String text(JsonNode node) {
    return node.isNull() || node.isMissingNode()
        ? ""
        : node.isTextual() ? node.asText() : node.toString();
  }

  /** A recorder once wrote bytes as Python prints them. */
  private static String unwrapped(String body) {
    return body.startsWith("b'") && body.endsWith("'")
        ? body.substring(2, body.length() - 1).replace("\\'", "'").replace("\\\\", "\\")
        : body;
  }

  static JsonNode json(String text) {
    try {
      JsonNode parsed = ArmTestClient.MAPPER.readTree(text);
      return parsed != null && parsed.isObject() ? parsed : NOTHING;
    } catch (JsonProcessingException e) {
      return NOTHING;
    }
  }

  private static String label(JsonNode one) {
    String words = one.path("cmd").asText(one.path("step").asText(""));
    return (one.path("n").asText() + " " + words.replace("null", "")).strip();
  }

  private static IllegalArgumentException unknown(String name, JsonNode shape) {
    List<String> members = new ArrayList<>();
    shape.fieldNames().forEachRemaining(members::add);
    return new IllegalArgumentException(
        "A recording of an unknown shape: " + name + " has " + members);
  }

  /** A digest by hand: shortens paths to what differs from the one before. */
  private static final class Digest {
    private String last = "";

    Recorded exchange(int n, JsonNode one) {
      String path = one.path("path").asText();
      if (path.startsWith("...")) {
        String rest = path.substring(3);
        String type = rest.split("/", -1)[1];
        path = last.substring(0, last.indexOf("/" + type + "/")) + rest;
      } else if (path.contains("/Microsoft.Compute/")) {
        last = path;
      }
      if (path.endsWith("...")) {
        path = path.substring(0, path.length() - 3) + last.substring(last.indexOf('=') + 1);
      }
      String method = one.path("method").asText();
      return Recorded.of(
          n + " " + one.path("cmd").asText(),
          method,
          path,
          Map.of(),
          body(method, one.path("request")),
          one.path("status").asInt(),
          headers(one.path("headers")),
          one.path("body").isObject() ? one.path("body") : NOTHING,
          false);
    }
  }
}
