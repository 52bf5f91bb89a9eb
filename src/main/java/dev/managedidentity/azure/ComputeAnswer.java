package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityType;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a scale set or a machine from an answer, strictly: what does not make sense as a whole is
 * no answer. An identity block that is misread as empty would make the next PATCH drop identities
 * unseen.
 */
final class ComputeAnswer {
  private ComputeAnswer() {}

  static Answer<ComputeResource> read(Reply reply, ArmId asked) {
    if (reply.status() != 200) {
      return Answer.not(Problems.of(reply, Set.of()));
    }
    try {
      return Answer.of(resource(reply, asked));
    } catch (Senseless e) {
      return Answer.not(Problems.senseless(reply, e.getMessage()));
    }
  }

  private static ComputeResource resource(Reply reply, ArmId asked) throws Senseless {
    JsonNode body =
        Json.whole(reply.body())
            .filter(JsonNode::isObject)
            .orElseThrow(() -> new Senseless("the body is no JSON object"));
    String named =
        text(body, "id").orElseThrow(() -> new Senseless("the body has no id to tell what it is"));
    ArmId id = armId(named);
    if (!id.equals(asked)) {
      throw new Senseless("the body is of another resource, " + Words.shown(named));
    }
    JsonNode properties =
        object(body, "properties").orElseThrow(() -> new Senseless("the body has no properties"));
    boolean flexible =
        text(properties, "orchestrationMode").orElse("").equalsIgnoreCase("Flexible");
    String state = text(properties, "provisioningState").orElse(null);
    String etag = text(body, "etag").or(reply::etag).orElse(null);
    Optional<JsonNode> identity = object(body, "identity");
    return new ComputeResource(
        id,
        etag,
        text(body, "location").orElse(null),
        flexible,
        state,
        identity.isPresent() ? identity(identity.get()) : LiveIdentity.NONE,
        List.of(),
        false);
  }

  private static LiveIdentity identity(JsonNode identity) throws Senseless {
    IdentityType type =
        type(text(identity, "type").orElseThrow(() -> new Senseless("identity has no type")));
    Map<ArmId, Principal> users = users(identity);
    if (users.isEmpty() == type.hasUserAssigned()) {
      throw new Senseless(
          "identity.type is '%s' beside %d user-assigned identities"
              .formatted(type.text(), users.size()));
    }
    boolean system = type == IdentityType.of(true, type.hasUserAssigned());
    String principalId = text(identity, "principalId").orElse(null);
    String tenantId = text(identity, "tenantId").orElse(null);
    return new LiveIdentity(system, principalId, tenantId, users);
  }

  /** In any casing, and with or without the space that Azure writes after the comma today. */
  private static IdentityType type(String text) throws Senseless {
    for (IdentityType type : IdentityType.values()) {
      if (withoutSpaces(type.text()).equalsIgnoreCase(withoutSpaces(text))) {
        return type;
      }
    }
    throw new Senseless("identity.type is '" + Words.shown(text) + "'");
  }

  private static String withoutSpaces(String text) {
    return text.replace(" ", "");
  }

  private static Map<ArmId, Principal> users(JsonNode identity) throws Senseless {
    Map<ArmId, Principal> users = new TreeMap<>();
    Optional<JsonNode> map = object(identity, "userAssignedIdentities");
    if (map.isPresent()) {
      for (Map.Entry<String, JsonNode> entry : map.get().properties()) {
        users.put(armId(entry.getKey()), principal(entry.getValue()));
      }
    }
    return users;
  }

  private static Principal principal(JsonNode value) throws Senseless {
    if (!value.isObject()) {
      throw new Senseless("an entry of userAssignedIdentities is no object");
    }
    return new Principal(
        text(value, "clientId").orElse(null), text(value, "principalId").orElse(null));
  }

  private static ArmId armId(String text) throws Senseless {
    try {
      return ArmId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Senseless(Words.shown(e.getMessage()));
    }
  }

  /** Empty if absent or null. */
  private static Optional<String> text(JsonNode parent, String name) throws Senseless {
    JsonNode member = parent.path(name);
    if (member.isMissingNode() || member.isNull()) {
      return Optional.empty();
    }
    if (!member.isTextual()) {
      throw new Senseless(name + " is no text");
    }
    return Optional.of(member.textValue());
  }

  /** Empty if absent or null. */
  private static Optional<JsonNode> object(JsonNode parent, String name) throws Senseless {
    JsonNode member = parent.path(name);
    if (member.isMissingNode() || member.isNull()) {
      return Optional.empty();
    }
    if (!member.isObject()) {
      throw new Senseless(name + " is no object");
    }
    return Optional.of(member);
  }

  /** Leaves this class as a problem only. */
  private static final class Senseless extends Exception {
    private static final long serialVersionUID = 1L;

    Senseless(String why) {
      super(why);
    }
  }
}
