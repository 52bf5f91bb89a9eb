package dev.managedidentity.operator.recordings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.operator.recordings.IdentityBlock.Entry;
import dev.managedidentity.operator.recordings.IdentityBlock.Kinds;
import java.util.Map;
import java.util.TreeMap;

/** Azure's rules for the identity of a request, written down once more, for judging only. */
public final class Merge {
  private Merge() {}

  /**
   * The identity that a request leads to.
   *
   * @param identity the request's identity member; null if it has none
   * @param replaces whether it is a PUT, whose map replaces the ids instead of adding to them
   */
  public static IdentityBlock apply(IdentityBlock before, JsonNode identity, boolean replaces) {
    if (identity == null || identity.isNull()) {
      return before;
    }
    Kinds kinds = IdentityBlock.kinds(identity.path("type"));
    JsonNode map = identity.path("userAssignedIdentities");
    if (!kinds.user() && !map.isEmpty()) {
      throw new UnknownShapeException("ids beside the type " + identity.path("type"));
    }
    boolean keeps = kinds.user() && !(replaces && map.isObject());
    Map<String, Entry> users = new TreeMap<>(keeps ? before.users() : Map.of());
    map.properties().forEach(entry -> merge(users, entry));
    if (kinds.user() && users.isEmpty()) {
      throw new UnknownShapeException("no ids are left for the type " + identity.path("type"));
    }
    return new IdentityBlock(
        kinds.system(),
        kinds.system() ? before.principalId() : null,
        kinds.system() ? before.tenantId() : null,
        users);
  }

  private static void merge(Map<String, Entry> users, Map.Entry<String, JsonNode> sent) {
    String key = IdentityBlock.fold(sent.getKey());
    if (sent.getValue().isNull()) {
      users.remove(key);
    } else {
      users.putIfAbsent(key, new Entry(sent.getKey(), null, null));
    }
  }

  /** The smallest PATCH from one identity to another, its ids in lower case. */
  public static ObjectNode difference(IdentityBlock before, IdentityBlock after) {
    ObjectNode identity = JsonNodeFactory.instance.objectNode().put("type", after.type());
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    after.users().keySet().stream()
        .filter(id -> !before.users().containsKey(id))
        .forEach(map::putObject);
    before.users().keySet().stream()
        .filter(id -> !after.users().containsKey(id))
        .forEach(map::putNull);
    if (!map.isEmpty() && !after.users().isEmpty()) {
      identity.set("userAssignedIdentities", map);
    }
    return JsonNodeFactory.instance.objectNode().set("identity", identity);
  }

  /** A request with its ids in lower case, else as it is. */
  public static ObjectNode folded(JsonNode body) {
    ObjectNode folded = body.deepCopy();
    JsonNode map = folded.path("identity").path("userAssignedIdentities");
    if (map.isObject()) {
      ObjectNode entries = JsonNodeFactory.instance.objectNode();
      map.properties().forEach(e -> entries.set(IdentityBlock.fold(e.getKey()), e.getValue()));
      folded.withObjectProperty("identity").set("userAssignedIdentities", entries);
    }
    return folded;
  }
}
