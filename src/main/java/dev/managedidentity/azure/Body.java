package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.plan.ArmId;
import java.util.Optional;

/** Reads a body strictly: a member is of its kind, or absent or null, or the body is no answer. */
final class Body {
  private Body() {}

  /** What makes a value of a body. */
  interface Reader<T> {
    T read(JsonNode body) throws Senseless;
  }

  /** The value of a successful answer; a problem if the body makes no sense. */
  static <T> Answer<T> read(Reply reply, Reader<T> reader) {
    try {
      return Answer.of(
          reader.read(
              Json.whole(reply.body())
                  .filter(JsonNode::isObject)
                  .orElseThrow(() -> new Senseless("the body is no JSON object"))));
    } catch (Senseless e) {
      return Answer.not(Problems.senseless(reply, e.getMessage()));
    }
  }

  /** Empty if absent or null. */
  static Optional<String> text(JsonNode parent, String name) throws Senseless {
    Optional<JsonNode> member = member(parent, name);
    if (member.isPresent() && !member.get().isTextual()) {
      throw new Senseless(name + " is no text");
    }
    return member.map(JsonNode::textValue);
  }

  /** Text that must be there and not be blank. */
  static String requiredText(JsonNode parent, String name) throws Senseless {
    return text(parent, name)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new Senseless("the body has no " + name));
  }

  /** Empty if absent or null. */
  static Optional<JsonNode> object(JsonNode parent, String name) throws Senseless {
    Optional<JsonNode> member = member(parent, name);
    if (member.isPresent() && !member.get().isObject()) {
      throw new Senseless(name + " is no object");
    }
    return member;
  }

  static JsonNode properties(JsonNode body) throws Senseless {
    return object(body, "properties")
        .orElseThrow(() -> new Senseless("the body has no properties"));
  }

  /** The id of the body, as Azure spells it, which must be what was asked for. */
  static ArmId id(JsonNode body, ArmId asked) throws Senseless {
    String named =
        text(body, "id").orElseThrow(() -> new Senseless("the body has no id to tell what it is"));
    ArmId id = armId(named);
    if (!id.equals(asked)) {
      throw new Senseless("the body is of another resource, " + Words.shown(named));
    }
    return id;
  }

  static ArmId armId(String text) throws Senseless {
    try {
      return ArmId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Senseless(Words.shown(e.getMessage()));
    }
  }

  private static Optional<JsonNode> member(JsonNode parent, String name) {
    return Optional.of(parent.path(name))
        .filter(member -> !member.isMissingNode() && !member.isNull());
  }
}
