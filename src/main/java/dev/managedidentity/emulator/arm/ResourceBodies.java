package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How the body of a scale set or a machine is first made, and how a write merges into it. */
final class ResourceBodies {
  /** What a client sends back from a read but cannot change; identity has rules of its own. */
  private static final Set<String> NOT_TAKEN =
      Set.of("name", "id", "type", "etag", "identity", "location");

  private static final Set<String> SECRET =
      Set.of("protectedSettings", "adminPassword", "customData");

  private static final List<String> ORDER =
      List.of(
          "name",
          "id",
          "type",
          "location",
          "tags",
          "identity",
          "sku",
          "plan",
          "zones",
          "properties");

  private ResourceBodies() {}

  /** The body of a new resource, in Azure's order of members, without its identity. */
  static ObjectNode created(ResourceId id, ObjectNode sent) {
    ObjectNode body =
        Json.object()
            .put("name", id.name())
            .put("id", id.text())
            .put("type", id.kind().fullType())
            .put("location", sent.path("location").asText());
    merge(body, sent);
    ObjectNode properties = body.withObjectProperty("properties");
    boolean scaleSet = id.kind().equals(ResourceKind.SCALE_SET);
    if (scaleSet && !properties.has("orchestrationMode")) {
      properties.put("orchestrationMode", "Uniform");
    }
    String unique = scaleSet ? "uniqueId" : "vmId";
    properties.put(unique, UUID.randomUUID().toString());
    return ordered(body);
  }

  /**
   * Puts what was sent into a body: objects member by member, everything else as a whole. Members
   * that were not sent stay, also on a PUT: compute keeps them.
   */
  static void merge(ObjectNode body, ObjectNode sent) {
    withoutSecrets(sent)
        .properties()
        .forEach(
            member -> {
              if (!NOT_TAKEN.contains(member.getKey())) {
                mergeMember(body, member);
              }
            });
  }

  /** The body of a new resource without rules of its own. */
  static ObjectNode plain(ResourceId id) {
    return Json.object()
        .put("id", id.text())
        .put("name", id.name())
        .put("type", id.kind().fullType());
  }

  /** What was sent is put in as it is, save what the id says and what is an identity. */
  static void mergePlain(ObjectNode body, ObjectNode sent) {
    if (!sent.path("location").isMissingNode()) {
      body.set("location", sent.get("location"));
    }
    merge(body, sent);
  }

  /** The same members in Azure's order; clients see these first, the rest as they came. */
  static ObjectNode ordered(ObjectNode body) {
    ObjectNode ordered = Json.object();
    for (String name : ORDER) {
      if (body.has(name)) {
        ordered.set(name, body.get(name));
      }
    }
    body.properties().forEach(member -> ordered.putIfAbsent(member.getKey(), member.getValue()));
    return ordered;
  }

  /** Whether two bodies differ in more than their state, which alone moves an ETag. */
  static boolean differ(ObjectNode before, ObjectNode after) {
    return !stateless(before).equals(stateless(after));
  }

  private static ObjectNode stateless(ObjectNode body) {
    ObjectNode copy = body.deepCopy();
    copy.withObjectProperty("properties").remove("provisioningState");
    return copy;
  }

  /** Secrets are taken and never shown again. */
  private static JsonNode withoutSecrets(JsonNode value) {
    JsonNode copy = value.deepCopy();
    for (String secret : SECRET) {
      for (JsonNode holder : copy.findParents(secret)) {
        ((ObjectNode) holder).remove(secret);
      }
    }
    return copy;
  }

  private static void mergeMember(ObjectNode body, Map.Entry<String, JsonNode> member) {
    String name = member.getKey();
    JsonNode value = member.getValue();
    boolean whole = name.equals("tags");
    if (value instanceof ObjectNode from && body.get(name) instanceof ObjectNode into && !whole) {
      from.properties().forEach(inner -> mergeMember(into, inner));
    } else if (!value.isNull()) {
      body.set(name, value.deepCopy());
    }
  }
}
