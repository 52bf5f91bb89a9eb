package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What an error body says, from the outermost code to the innermost.
 *
 * <p>Azure nests: in {@code error}, in {@code details}, in {@code innererror}, and where one
 * service relays the answer of another, as JSON inside a message.
 */
record AzureError(List<Said> said) {
  /** Deeper than Azure was ever seen to nest. */
  private static final int DEEPEST = 6;

  /** One code and its message; each may be empty, not both. */
  record Said(String code, String message) {}

  static AzureError in(String body) {
    List<Said> said = new ArrayList<>();
    Json.whole(body).ifPresent(root -> collect(root, 0, said));
    return new AzureError(List.copyOf(said));
  }

  static AzureError in(JsonNode error) {
    List<Said> said = new ArrayList<>();
    collect(error, 0, said);
    return new AzureError(List.copyOf(said));
  }

  boolean isEmpty() {
    return said.isEmpty();
  }

  /** The outermost code, which is the one Azure documents. */
  Optional<String> code() {
    return said.stream().map(Said::code).filter(Predicate.not(String::isEmpty)).findFirst();
  }

  /** Whether any level has this code. */
  boolean has(String code) {
    return said.stream().anyMatch(one -> one.code().equalsIgnoreCase(code));
  }

  /** Whether any level's message has these words. */
  boolean mentions(String words) {
    return said.stream().anyMatch(one -> one.message().contains(words));
  }

  /** All messages, each said once, the outermost first; whole. */
  String message() {
    String all = "";
    for (Said one : said) {
      if (!all.contains(one.message())) {
        all = all.isEmpty() ? one.message() : all + " " + one.message();
      }
    }
    return all;
  }

  private static void collect(JsonNode node, int depth, List<Said> said) {
    if (depth > DEEPEST) {
      return;
    }
    if (node.isTextual()) {
      inside(node.textValue()).ifPresent(inner -> collect(inner, depth + 1, said));
    } else if (member(node, "error").filter(JsonNode::isObject).isPresent()) {
      collect(member(node, "error").orElseThrow(), depth + 1, said);
    } else if (node.isObject()) {
      collectError(node, depth, said);
    }
  }

  private static void collectError(JsonNode error, int depth, List<Said> said) {
    String code = text(error, "code").or(() -> text(error, "error")).orElse("");
    String message = text(error, "message").or(() -> text(error, "error_description")).orElse("");
    if (code.isEmpty() && message.isEmpty()) {
      return;
    }
    said.add(new Said(code, message));
    inside(message).ifPresent(inner -> collect(inner, depth + 1, said));
    member(error, "details")
        .filter(JsonNode::isArray)
        .ifPresent(details -> details.forEach(detail -> collect(detail, depth + 1, said)));
    member(error, "innererror").ifPresent(inner -> collect(inner, depth + 1, said));
  }

  /** The JSON in a message: "… Response: '{"error":{…}}'.'." */
  private static Optional<JsonNode> inside(String message) {
    int start = message.indexOf('{');
    if (start < 0) {
      return Optional.empty();
    }
    String json = message.substring(start);
    // Some services escape the answer they relay once more.
    return Json.leading(json).or(() -> Json.leading(json.replace("\\\"", "\"")));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return member(node, name).filter(JsonNode::isTextual).map(JsonNode::textValue);
  }

  /** In any casing: older services write Code and Message. */
  private static Optional<JsonNode> member(JsonNode node, String name) {
    return node.properties().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  @Override
  public String toString() {
    return said.stream().map(Said::code).collect(Collectors.joining(" > "));
  }
}
