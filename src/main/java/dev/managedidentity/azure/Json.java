package dev.managedidentity.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads and writes bodies. */
final class Json {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final JsonMapper LENIENT = JsonMapper.builder().build();

  private Json() {}

  /** The whole text as JSON; empty if it is not, or not to its end. */
  static Optional<JsonNode> whole(String text) {
    return read(STRICT, text);
  }

  /** The JSON that the text begins with, whatever follows it. */
  static Optional<JsonNode> leading(String text) {
    return read(LENIENT, text);
  }

  /** A new object, to be filled and sent. */
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<JsonNode> read(JsonMapper mapper, String text) {
    try {
      return Optional.ofNullable(mapper.readTree(text)).filter(node -> !node.isMissingNode());
    } catch (JsonProcessingException e) {
      // Bodies that are no JSON are to be expected; the caller says what that means.
      return Optional.empty();
    }
  }
}
