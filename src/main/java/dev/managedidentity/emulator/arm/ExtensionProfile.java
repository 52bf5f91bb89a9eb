package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Json;
import java.util.Optional;

/** The extensions in the model of a scale set. */
final class ExtensionProfile {
  private ExtensionProfile() {}

  /** The entries; empty where there are none. */
  static JsonNode of(Resource scaleSet) {
    return scaleSet
        .body()
        .path("properties")
        .path("virtualMachineProfile")
        .path("extensionProfile")
        .path("extensions");
  }

  static Optional<ObjectNode> find(Resource scaleSet, String name) {
    for (JsonNode entry : of(scaleSet)) {
      if (entry instanceof ObjectNode object
          && entry.path("name").asText().equalsIgnoreCase(name)) {
        return Optional.of(object);
      }
    }
    return Optional.empty();
  }

  static void put(Resource scaleSet, String name, JsonNode properties) {
    ObjectNode entry =
        find(scaleSet, name).orElseGet(() -> entries(scaleSet).addObject().put("name", name));
    ObjectNode copy = properties instanceof ObjectNode object ? object.deepCopy() : Json.object();
    copy.remove("provisioningState");
    entry.set("properties", copy);
  }

  static void remove(Resource scaleSet, String name) {
    ArrayNode entries = entries(scaleSet);
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).path("name").asText().equalsIgnoreCase(name)) {
        entries.remove(i);
      }
    }
  }

  private static ArrayNode entries(Resource scaleSet) {
    return of(scaleSet) instanceof ArrayNode entries
        ? entries
        : member(
                member(member(scaleSet.body(), "properties"), "virtualMachineProfile"),
                "extensionProfile")
            .putArray("extensions");
  }

  private static ObjectNode member(ObjectNode in, String name) {
    return in.get(name) instanceof ObjectNode object ? object : in.putObject(name);
  }
}
