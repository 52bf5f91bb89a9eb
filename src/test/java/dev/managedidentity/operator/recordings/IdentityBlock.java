package dev.managedidentity.operator.recordings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The identity of a resource as recorded.
 *
 * @param principalId of the system-assigned identity; null where there is none or it is not told
 * @param users the user-assigned identities by id in lower case
 */
public record IdentityBlock(
    boolean system, String principalId, String tenantId, Map<String, Entry> users) {

  public static final IdentityBlock NONE = new IdentityBlock(false, null, null, Map.of());

  private static final Pattern IDENTITY_ID =
      Pattern.compile(
          "/subscriptions/[^/]+/resourcegroups/[^/]+/providers/microsoft\\.managedidentity"
              + "/userassignedidentities/[^/]+");

  public IdentityBlock {
    users = Collections.unmodifiableMap(new TreeMap<>(users));
  }

  /** One user-assigned identity, its id as recorded; its values null where they are not told. */
  public record Entry(String id, String clientId, String principalId) {
    public boolean hasValues() {
      return clientId != null && principalId != null;
    }
  }

  /** Which of the two kinds of identity a type speaks of. */
  public record Kinds(boolean system, boolean user) {}

  /** Reads a type in any casing, with or without the space. */
  public static Kinds kinds(JsonNode type) {
    return switch (type.asText().replace(" ", "").toLowerCase(Locale.ROOT)) {
      case "none" -> new Kinds(false, false);
      case "systemassigned" -> new Kinds(true, false);
      case "userassigned" -> new Kinds(false, true);
      case "systemassigned,userassigned" -> new Kinds(true, true);
      default -> throw new UnknownShapeException("an identity of type " + type);
    };
  }

  /** Reads an identity member as Azure answers it. */
  public static IdentityBlock parse(JsonNode identity) {
    Kinds kinds = kinds(identity.path("type"));
    Map<String, Entry> users = new TreeMap<>();
    identity.path("userAssignedIdentities").properties().forEach(e -> add(users, entry(e)));
    // The shape of 2017: a list of ids and no values.
    identity.path("identityIds").forEach(id -> add(users, new Entry(id.asText(), null, null)));
    if (kinds.user() == users.isEmpty()) {
      throw new UnknownShapeException(
          "an identity of type %s with %d ids".formatted(identity.path("type"), users.size()));
    }
    return new IdentityBlock(
        kinds.system(), text(identity, "principalId"), text(identity, "tenantId"), users);
  }

  private static Entry entry(Map.Entry<String, JsonNode> member) {
    JsonNode values = member.getValue();
    return new Entry(member.getKey(), text(values, "clientId"), text(values, "principalId"));
  }

  private static void add(Map<String, Entry> users, Entry entry) {
    if (users.put(fold(entry.id()), entry) != null) {
      throw new UnknownShapeException("an identity lists an id twice: " + entry.id());
    }
  }

  /** The id by which equal ids are equal. */
  public static String fold(String id) {
    String folded = id.toLowerCase(Locale.ROOT);
    if (!IDENTITY_ID.matcher(folded).matches()) {
      throw new UnknownShapeException("not the id of a user-assigned identity: " + id);
    }
    return folded;
  }

  /** Same kinds, same ids: what a declaration can speak of. */
  public boolean means(IdentityBlock other) {
    return system == other.system && users.keySet().equals(other.users.keySet());
  }

  /** The type as Azure spells it in answers. */
  public String type() {
    if (users.isEmpty()) {
      return system ? "SystemAssigned" : "None";
    }
    return system ? "SystemAssigned, UserAssigned" : "UserAssigned";
  }

  /** As Azure would answer it; null for no identity at all. */
  public ObjectNode json() {
    if (!system && users.isEmpty()) {
      return null;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", type());
    if (system) {
      json.put("principalId", principalId).put("tenantId", tenantId);
    }
    if (!users.isEmpty()) {
      ObjectNode map = json.putObject("userAssignedIdentities");
      for (Entry entry : users.values()) {
        ObjectNode values = map.putObject(entry.id());
        if (entry.hasValues()) {
          values.put("principalId", entry.principalId()).put("clientId", entry.clientId());
        }
      }
    }
    return json;
  }

  /** What it takes to come to another identity, in words. */
  public String wordsTo(IdentityBlock after) {
    List<String> words = new ArrayList<>();
    if (system != after.system) {
      words.add(after.system ? "system-assigned on" : "system-assigned off");
    }
    after.users.forEach((key, entry) -> say(words, !users.containsKey(key), "assign", entry));
    users.forEach((key, entry) -> say(words, !after.users.containsKey(key), "remove", entry));
    return words.isEmpty() ? "nothing" : String.join(", ", words);
  }

  private static void say(List<String> words, boolean said, String verb, Entry entry) {
    if (said) {
      words.add(verb + " " + entry.id().substring(entry.id().lastIndexOf('/') + 1));
    }
  }

  private static String text(JsonNode parent, String name) {
    JsonNode member = parent.path(name);
    return member.isTextual() ? member.asText() : null;
  }
}
