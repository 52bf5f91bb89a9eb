package dev.managedidentity.emulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to send back. An empty body is sent with no content type.
 *
 * @param headers in the order in which they are sent
 */
public record Answer(int status, Map<String, String> headers, String body) {

  public static Answer empty(int status) {
    return new Answer(status, Map.of(), "");
  }

  public static Answer json(int status, JsonNode body) {
    return text(status, "application/json; charset=utf-8", Json.text(body));
  }

  public static Answer text(int status, String type, String body) {
    return new Answer(status, Map.of("Content-Type", type), body);
  }

  /** This answer with one more header; a null value adds none. */
  public Answer with(String name, String value) {
    if (value == null) {
      return this;
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, Collections.unmodifiableMap(more), body);
  }
}
