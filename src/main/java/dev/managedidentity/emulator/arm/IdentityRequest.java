package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@code identity} member of a request, refused where it could never be taken.
 *
 * @param hasMap whether there was a map at all; an explicit null is none, as az sends it
 * @param entries by id as sent, in the order sent
 */
record IdentityRequest(IdentityType type, boolean hasMap, Map<String, JsonNode> entries) {
  /** More ids than this in one request are refused. */
  private static final int MOST_IDS = 150;

  static IdentityRequest parse(Resource target, JsonNode identity, boolean replaces) {
    if (!identity.isObject()) {
      throw Refusals.badContent("identity is not an object");
    }
    JsonNode typeText = identity.get("type");
    if (typeText == null || !typeText.isTextual() || typeText.asText().isBlank()) {
      throw Refusals.identityTypeMissing();
    }
    IdentityType type = IdentityType.parse(typeText.asText());
    if (type.system() && target.isFlexible()) {
      throw Refusals.systemOnFlexible();
    }
    IdentityRequest request = withEntries(type, identity.get("userAssignedIdentities"));
    request.check(target, replaces);
    return request;
  }

  private static IdentityRequest withEntries(IdentityType type, JsonNode map) {
    if (map == null || map.isNull()) {
      return new IdentityRequest(type, false, Map.of());
    }
    if (!map.isObject()) {
      throw Refusals.badContent("identity.userAssignedIdentities is not an object");
    }
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    map.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return new IdentityRequest(type, true, entries);
  }

  private void check(Resource target, boolean replaces) {
    if (!type.user() && (!entries.isEmpty() || (hasMap && replaces))) {
      throw Refusals.entriesWithoutUserAssigned(target.id());
    }
    if (entries.size() > MOST_IDS) {
      throw Refusals.tooManyIds(target.id(), MOST_IDS);
    }
    Map<String, String> seen = new HashMap<>();
    for (String id : entries.keySet()) {
      identityId(id);
      if (seen.put(id.toLowerCase(Locale.ROOT), id) != null) {
        throw Refusals.duplicate(id);
      }
    }
    checkValues(target);
  }

  /**
   * A value may be null, {@code {}} or an echo of what is stored: read-modify-write clients send
   * that.
   */
  private void checkValues(Resource target) {
    ObjectNode stored = target.userAssigned();
    entries.forEach(
        (id, value) -> {
          boolean plain = value.isNull() || (value.isObject() && value.isEmpty());
          if (!plain && !value.equals(IdentityMerge.entry(stored, id))) {
            throw Refusals.badIdentityValue(id);
          }
        });
  }

  /** The ids that are to be there afterwards, as sent. */
  List<String> assigned() {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getValue().isNull())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The id of a user-assigned identity. */
  static ResourceId identityId(String text) {
    return ResourceId.parse(text)
        .filter(id -> id.kind().equals(ResourceKind.USER_ASSIGNED_IDENTITY))
        .orElseThrow(() -> Refusals.noArmId(text));
  }
}
