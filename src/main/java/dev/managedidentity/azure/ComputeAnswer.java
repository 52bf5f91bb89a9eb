package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityType;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import dev.managedidentity.plan.ManagedGroup;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a scale set or a machine from an answer, strictly: what does not make sense as a whole is
 * no answer. An identity block that is misread as empty would make the next PATCH drop identities
 * unseen.
 */
final class ComputeAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(ComputeAnswer.class);

  private ComputeAnswer() {}

  static Answer<ComputeResource> read(Reply reply, ArmId asked) {
    if (reply.status() != 200) {
      return Answer.not(Problems.of(reply, Set.of()));
    }
    return Body.read(reply, body -> resource(reply, body, asked));
  }

  /**
   * One page of a list. One odd entry among thousands must not hide the others; what it is about is
   * then not in the list.
   */
  static Answer<Page<Optional<ComputeResource>>> page(Reply reply) {
    return Page.read(reply, ComputeAnswer::entry);
  }

  private static Optional<ComputeResource> entry(JsonNode entry) {
    try {
      ArmId id = Body.armId(Body.requiredText(entry, "id"));
      // The ETag of the answer is of the list.
      return Optional.of(resource(entry, id, Body.text(entry, "etag").orElse(null)));
    } catch (Senseless e) {
      LOG.debug("an entry of a list is passed over: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static ComputeResource resource(Reply reply, JsonNode body, ArmId asked)
      throws Senseless {
    ArmId id = Body.id(body, asked);
    return resource(body, id, Body.text(body, "etag").or(reply::etag).orElse(null));
  }

  private static ComputeResource resource(JsonNode body, ArmId id, String etag) throws Senseless {
    JsonNode properties = Body.properties(body);
    boolean flexible =
        Body.text(properties, "orchestrationMode").orElse("").equalsIgnoreCase("Flexible");
    String state = Body.text(properties, "provisioningState").orElse(null);
    Optional<JsonNode> identity = Body.object(body, "identity");
    return new ComputeResource(
        id,
        etag,
        Body.text(body, "location").orElse(null),
        flexible,
        state,
        identity.isPresent() ? identity(identity.get()) : LiveIdentity.NONE,
        id.isA(ArmId.VIRTUAL_MACHINE)
            ? Extensions.ofMachine(body)
            : Extensions.ofScaleSet(properties),
        // Of no weight for the identity, so that an odd one is no reason to read nothing.
        properties.path("upgradePolicy").path("mode").asText("").equalsIgnoreCase("Manual"),
        ManagedGroup.of(id, body.path("tags").propertyStream().map(Map.Entry::getKey).toList()));
  }

  private static LiveIdentity identity(JsonNode identity) throws Senseless {
    IdentityType type =
        type(Body.text(identity, "type").orElseThrow(() -> new Senseless("identity has no type")));
    Map<ArmId, Principal> users = users(identity);
    if (users.isEmpty() == type.hasUserAssigned()) {
      throw new Senseless(
          "identity.type is '%s' beside %d user-assigned identities"
              .formatted(type.text(), users.size()));
    }
    boolean system = type == IdentityType.of(true, type.hasUserAssigned());
    String principalId = Body.text(identity, "principalId").orElse(null);
    String tenantId = Body.text(identity, "tenantId").orElse(null);
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
    Optional<JsonNode> map = Body.object(identity, "userAssignedIdentities");
    if (map.isPresent()) {
      for (Map.Entry<String, JsonNode> entry : map.get().properties()) {
        users.put(Body.armId(entry.getKey()), principal(entry.getValue()));
      }
    }
    return users;
  }

  private static Principal principal(JsonNode value) throws Senseless {
    if (!value.isObject()) {
      throw new Senseless("an entry of userAssignedIdentities is no object");
    }
    return new Principal(
        Body.text(value, "clientId").orElse(null), Body.text(value, "principalId").orElse(null));
  }
}
