package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts everything that there is in Azure into the words of {@code docs/tasks.md}. */
final class AzureReading {
  private static final String MACHINES = "microsoft.compute/virtualmachines";
  private static final String SCALE_SETS = "microsoft.compute/virtualmachinescalesets";
  private static final String IDENTITIES = "microsoft.managedidentity/userassignedidentities";
  private static final String EXTENSIONS = "/extensions";

  /** By the id of a definition, what the role is called. */
  private final Map<String, String> roles;

  /** By the id of a principal, whose it is and what it is called there. */
  private final Map<String, Holder> holders = new HashMap<>();

  private final SortedMap<String, SortedMap<String, String>> resources = new TreeMap<>();

  private record Holder(String id, String name) {}

  private AzureReading(Map<String, String> roles) {
    this.roles = roles;
  }

  /**
   * @param all bodies of everything
   * @param roles by the GUID of a definition, what the role is called
   */
  static AzureState of(List<ObjectNode> all, Map<String, String> roles) {
    AzureReading reading = new AzureReading(roles);
    all.forEach(reading::remember);
    all.forEach(reading::read);
    return new AzureState(reading.resources);
  }

  private void remember(ObjectNode body) {
    if (is(body, IDENTITIES)) {
      String name = body.path("name").asText();
      holders.put(body.path("properties").path("principalId").asText(), new Holder(id(body), name));
    } else if (body.path("identity").has("principalId")) {
      holders.put(
          body.path("identity").path("principalId").asText(), new Holder(id(body), "system"));
    }
  }

  private void read(ObjectNode body) {
    if (is(body, "microsoft.authorization/roleassignments")) {
      role(body);
    } else if (is(body, MACHINES + EXTENSIONS)) {
      extension(id(body).substring(0, id(body).lastIndexOf(EXTENSIONS)), body);
    } else if (is(body, SCALE_SETS)) {
      // The profile of a scale set has its extensions; one that is empty says as much as none.
      extensions(body).forEach(one -> extension(id(body), one));
      if (body.path("properties").path("virtualMachineProfile") instanceof ObjectNode profile) {
        profile.remove("extensionProfile");
      }
      compute(body);
    } else if (is(body, MACHINES)) {
      compute(body);
    } else if (is(body, IDENTITIES)) {
      tags(body);
      put(id(body), "identity " + body.path("name").asText(), rest(body));
    } else if (!is(body, SCALE_SETS + EXTENSIONS)) {
      put(id(body), AzureState.ITSELF, rest(body));
    }
  }

  private void compute(ObjectNode body) {
    JsonNode identity = body.path("identity");
    String type = identity.path("type").asText("None");
    JsonNode users = identity.path("userAssignedIdentities");
    String told = (type.contains("System") ? "S" : "") + (users.isEmpty() ? "" : "U");
    assertThat(type)
        .as("the type of %s, which has %s", id(body), users)
        .isEqualTo(
            Map.of(
                    "S", "SystemAssigned",
                    "U", "UserAssigned",
                    "SU", "SystemAssigned, UserAssigned")
                .getOrDefault(told, "None"));
    if (type.contains("System")) {
      put(id(body), "system", identity.path("principalId").asText());
    }
    users
        .properties()
        .forEach(
            user -> put(id(body), last(user.getKey()), folded(user.getKey()) + user.getValue()));
    body.remove("identity");
    put(id(body), AzureState.ITSELF, rest(body));
  }

  private static JsonNode extensions(ObjectNode scaleSet) {
    return scaleSet
        .path("properties")
        .path("virtualMachineProfile")
        .path("extensionProfile")
        .path("extensions");
  }

  private void extension(String machine, JsonNode extension) {
    ObjectNode properties = (ObjectNode) extension.path("properties").deepCopy();
    properties.remove("provisioningState");
    String words =
        "%s (port %s)"
            .formatted(
                properties.path("type").asText(),
                properties.path("settings").path("port").asText("unknown"));
    put(machine, words, extension.path("name").asText() + properties);
  }

  private void role(ObjectNode assignment) {
    JsonNode properties = assignment.path("properties");
    String principal = properties.path("principalId").asText();
    // Whoever has a role and is not there shows as a resource of its own.
    Holder holder = holders.getOrDefault(principal, new Holder("nobody " + principal, "nobody"));
    String definition = last(properties.path("roleDefinitionId").asText());
    put(
        holder.id(),
        "%s: %s on %s"
            .formatted(
                holder.name(),
                roles.getOrDefault(definition, definition),
                last(properties.path("scope").asText())),
        "%s for %s".formatted(id(assignment), principal));
  }

  private void tags(ObjectNode body) {
    body.path("tags")
        .properties()
        .forEach(
            tag -> put(id(body), "tag %s=%s".formatted(tag.getKey(), tag.getValue().asText()), ""));
    body.remove("tags");
  }

  /** What is left of a body, without the ETag, which moves with every change. */
  private static String rest(ObjectNode body) {
    body.remove("etag");
    if (body.path("properties").path("virtualMachineProfile").isEmpty()
        && body.path("properties") instanceof ObjectNode properties) {
      properties.remove("virtualMachineProfile");
    }
    return body.toString();
  }

  private void put(String id, String word, String details) {
    String known = resources.computeIfAbsent(id, one -> new TreeMap<>()).put(word, details);
    assertThat(known).as("two of '%s' at %s", word, id).isNull();
  }

  private static boolean is(ObjectNode body, String type) {
    return body.path("type").asText().equalsIgnoreCase(type);
  }

  private static String id(ObjectNode body) {
    return folded(body.path("id").asText());
  }

  static String folded(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  private static String last(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }
}
