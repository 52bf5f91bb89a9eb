package dev.managedidentity.situations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Identity blocks, with short names and without. */
final class Blocks {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SYSTEM = "system";
  private static final String USERS = "userAssignedIdentities";

  private Blocks() {}

  /** A block for a PUT of what is to be there. */
  static ObjectNode having(List<String> has) {
    List<String> users = has.stream().filter(name -> !name.equals(SYSTEM)).toList();
    String system = users.size() < has.size() ? "SystemAssigned" : "";
    ObjectNode block =
        JSON.createObjectNode()
            .put(
                "type",
                users.isEmpty()
                    ? system
                    : system.isEmpty() ? "UserAssigned" : system + ", UserAssigned");
    if (!users.isEmpty()) {
      ObjectNode map = block.putObject(USERS);
      users.forEach(name -> map.putObject(Names.identity(name)));
    }
    return block;
  }

  static JsonNode withIds(JsonNode block) {
    return withKeys(block, Names::identity);
  }

  static JsonNode withNames(JsonNode block) {
    return withKeys(block, Names::shortened);
  }

  private static JsonNode withKeys(JsonNode block, Function<String, String> key) {
    ObjectNode renamed = block.deepCopy();
    if (block.path(USERS).isObject()) {
      ObjectNode map = renamed.putObject(USERS);
      block
          .get(USERS)
          .properties()
          .forEach(entry -> map.set(key.apply(entry.getKey()), entry.getValue()));
    }
    return renamed;
  }

  /**
   * What a resource has.
   *
   * @param principals of identities that are there
   */
  static List<String> had(JsonNode resource, Function<String, Optional<String>> principals) {
    List<String> had = new ArrayList<>();
    if (resource.at("/identity/type").asText().startsWith("SystemAssigned")) {
      had.add(SYSTEM);
    }
    boolean flexible =
        resource.at("/properties/orchestrationMode").asText().equalsIgnoreCase("Flexible");
    resource.path("identity").path(USERS).properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> had.add(words(entry, principals.apply(entry.getKey()), flexible)));
    return had;
  }

  private static String words(
      Map.Entry<String, JsonNode> entry, Optional<String> principal, boolean flexible) {
    String name = Names.shortened(entry.getKey());
    if (principal.isEmpty()) {
      return name + " (deleted)";
    }
    // A Flexible scale set never shows whom a reference is to.
    boolean isGood =
        flexible || principal.get().equals(entry.getValue().path("principalId").asText());
    return isGood ? name : name + " (stale)";
  }
}
