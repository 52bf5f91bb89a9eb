package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.fault.Fault;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.Request;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A request by a known caller.
 *
 * @param fault what the operation it starts is to suffer, or null
 */
record Call(Request request, Caller caller, Fault fault) {

  private static final Pattern API_VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-[\\w.]+)?");

  String method() {
    return request.method();
  }

  String apiVersion() {
    return request.parameter("api-version");
  }

  /** Refuses what no resource provider gets to see. */
  void requireSound() {
    if (apiVersion().isEmpty()) {
      throw Refusals.apiVersionMissing();
    }
    if (!API_VERSION.matcher(apiVersion()).matches()) {
      throw Refusals.apiVersionInvalid(apiVersion());
    }
    if (request.path().chars().anyMatch(Character::isISOControl)) {
      throw Refusals.badPath();
    }
  }

  /** ETags came with the api versions of 2024. */
  boolean knowsEtags() {
    return apiVersion().compareTo("2024") >= 0;
  }

  /** The body as a JSON object. */
  ObjectNode body() {
    try {
      JsonNode body = Json.MAPPER.readTree(request.body());
      if (body instanceof ObjectNode object) {
        requireObject(object.path("properties"));
        return object;
      }
    } catch (JsonProcessingException e) {
      throw Refusals.badContent(e.getOriginalMessage());
    }
    throw Refusals.badContent("a JSON object is required");
  }

  private static void requireObject(JsonNode properties) {
    if (!properties.isMissingNode() && !properties.isNull() && !properties.isObject()) {
      throw Refusals.badContent("properties is not an object");
    }
  }

  /** Whether the answer is to come from the Resource Graph: fast, and a while old. */
  boolean wantsGraph() {
    return request.parameter("useResourceGraph").equalsIgnoreCase("true");
  }

  /** Whether the Resource Graph is asked and not compute: it has scale sets and machines. */
  boolean isOfGraph() {
    return is("GET")
        && wantsGraph()
        && ResourcePath.parse(request.segments())
            .filter(path -> path.types().size() == 1 && path.kind().isTarget())
            .isPresent();
  }

  /** Refuses when an If-Match header names another state than the present one. */
  void requireMatch(long etag) {
    String sent = request.header("If-Match");
    if (sent == null || sent.isBlank() || sent.strip().equals("*")) {
      return;
    }
    String bare = sent.strip().replace("\"", "");
    if (!bare.equals(Long.toString(etag))) {
      throw Refusals.etagDiffers(bare, etag);
    }
  }

  boolean is(String method) {
    return method().equals(method.toUpperCase(Locale.ROOT));
  }
}
