package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Json;
import java.util.Map;
import java.util.UUID;

/** How a checked request changes a stored identity. Pure: works on copies. */
final class IdentityMerge {
  private final String tenant;
  private final boolean takesUnattachedNull;

  IdentityMerge(String tenant, boolean takesUnattachedNull) {
    this.tenant = tenant;
    this.takesUnattachedNull = takesUnattachedNull;
  }

  /**
   * The identity afterwards, or null for none at all.
   *
   * @param stored the identity before, or null
   * @param replaces whether the request is a PUT, where ids that are not named go
   */
  ObjectNode apply(ObjectNode stored, IdentityRequest request, boolean replaces) {
    IdentityType type = request.type();
    if (!type.system() && !type.user()) {
      return null;
    }
    ObjectNode result = Json.object().put("type", type.text());
    if (type.system()) {
      String principal = stored == null ? "" : stored.path("principalId").asText();
      result.put("principalId", principal.isEmpty() ? UUID.randomUUID().toString() : principal);
      result.put("tenantId", tenant);
    }
    if (type.user()) {
      ObjectNode entries = mergedEntries(stored, request, replaces);
      if (entries.isEmpty()) {
        throw Refusals.noIdentityIds();
      }
      result.set("userAssignedIdentities", entries);
    }
    return result;
  }

  private ObjectNode mergedEntries(ObjectNode stored, IdentityRequest request, boolean replaces) {
    ObjectNode before =
        stored != null && stored.get("userAssignedIdentities") instanceof ObjectNode map
            ? map
            : Json.object();
    ObjectNode after = replaces ? Json.object() : before.deepCopy();
    request
        .entries()
        .forEach(
            (id, value) -> {
              String known = keyOf(before, id);
              if (value.isNull()) {
                // Null for an id that is not attached: what Azure does is not established.
                if (known == null && !takesUnattachedNull) {
                  throw Refusals.badIdentityValue(id);
                }
                after.remove(known == null ? id : known);
              } else if (known == null) {
                after.set(id, Json.object());
              } else {
                // The casing first sent stays, and so do the values: {} never heals a stale entry.
                after.set(known, before.get(known).deepCopy());
              }
            });
    return after;
  }

  /** The entry of an id in any casing, or null. */
  static JsonNode entry(ObjectNode entries, String id) {
    String key = keyOf(entries, id);
    return key == null ? null : entries.get(key);
  }

  /** The key under which an id is listed, or null. */
  static String keyOf(ObjectNode entries, String id) {
    if (entries == null || entries.has(id)) {
      return entries == null ? null : id;
    }
    return entries.properties().stream()
        .map(Map.Entry::getKey)
        .filter(id::equalsIgnoreCase)
        .findFirst()
        .orElse(null);
  }
}
