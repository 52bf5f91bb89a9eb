package dev.managedidentity.operator.recordings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one exchange of any recorder: members by several names, in any casing and order. */
final class ExchangeReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] STATUS = {"status", "statusCode", "code"};

  private ExchangeReader() {}

  /**
   * Reads one exchange.
   *
   * @param position where it stands in its run, for one that has no number of its own
   */
  static Exchange read(JsonNode node, int position) {
    JsonNode request = member(node, "request");
    JsonNode response = member(node, "response");
    boolean requestApart = member(request, "method") != null;
    boolean answerApart = member(node, STATUS) == null && member(response, STATUS) != null;
    JsonNode asked = requestApart ? request : node;
    JsonNode answered = answerApart ? response : node;
    JsonNode sent = requestApart ? member(request, "body") : member(node, "requestBody", "request");
    JsonNode answer =
        body(
            answerApart
                ? member(response, "body")
                : member(node, "response", "responseBody", "body"));
    boolean identityOnly = answer == null && node.has("identity");
    return new Exchange(
        node.path("n").asText(String.valueOf(position)),
        required(asked, node, "method", "requestMethod").asText().toUpperCase(Locale.ROOT),
        path(required(asked, node, "uri", "url", "path", "requestUri").asText()),
        text(sent),
        status(required(answered, node, STATUS), node),
        answer,
        identityOnly,
        identityOnly ? node.get("identity") : null,
        state(node, answer));
  }

  private static JsonNode required(JsonNode parent, JsonNode exchange, String... names) {
    JsonNode found = member(parent, names);
    if (found == null) {
      String shown = exchange.toString();
      throw new UnknownShapeException(
          "an exchange without %s: %s"
              .formatted(names[0], shown.substring(0, Math.min(200, shown.length()))));
    }
    return found;
  }

  /** A number, an object with a code, or a line such as "200 OK". */
  private static int status(JsonNode status, JsonNode exchange) {
    JsonNode code = status.isObject() ? required(status, exchange, "code") : status;
    String first = code.asText().strip().split(" ", 2)[0];
    try {
      return Integer.parseInt(first);
    } catch (NumberFormatException e) {
      throw new UnknownShapeException("an exchange with the status " + status, e);
    }
  }

  private static String state(JsonNode exchange, JsonNode answer) {
    JsonNode apart = exchange.path("provisioningState");
    JsonNode inside = answer == null ? apart : answer.path("properties").path("provisioningState");
    return apart.isTextual() ? apart.asText() : inside.isTextual() ? inside.asText() : null;
  }

  private static String path(String url) {
    String path = url.split("\\?", 2)[0].replaceFirst("^https?://[^/]+", "");
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static JsonNode body(JsonNode body) {
    JsonNode string = member(body, "string");
    return text(string == null || body.has("id") ? body : string);
  }

  /** JSON that may be written out as text; what is no JSON object or array is as good as none. */
  private static JsonNode text(JsonNode node) {
    if (node == null || node.isContainerNode()) {
      return node;
    }
    String text = node.isBinary() ? decoded(node) : node.asText();
    if (text.length() > 2 && text.startsWith("b'") && text.endsWith("'")) {
      // Python's way of showing bytes.
      text = text.substring(2, text.length() - 1).replace("\\'", "'").replace("\\\\", "\\");
    }
    try {
      JsonNode parsed = JSON.readTree(text);
      return parsed.isContainerNode() ? parsed : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String decoded(JsonNode node) {
    try {
      return new String(node.binaryValue(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UnknownShapeException("a body that cannot be decoded", e);
    }
  }

  /** The first member of one of these names, in any casing, that is not null; else null. */
  static JsonNode member(JsonNode parent, String... names) {
    if (!(parent instanceof ObjectNode)) {
      return null;
    }
    for (String name : names) {
      for (var member : parent.properties()) {
        if (member.getKey().equalsIgnoreCase(name) && !member.getValue().isNull()) {
          return member.getValue();
        }
      }
    }
    return null;
  }
}
