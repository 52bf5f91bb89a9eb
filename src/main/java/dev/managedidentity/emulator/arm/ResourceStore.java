package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that exists: subscriptions, resource groups and resources, by lower-case id. */
final class ResourceStore {
  private final NavigableMap<String, ObjectNode> subscriptions = new TreeMap<>();
  private final NavigableMap<String, ObjectNode> groups = new TreeMap<>();
  private final Map<ResourceKind, NavigableMap<String, Resource>> resources =
      new EnumMap<>(ResourceKind.class);

  ResourceStore() {
    for (ResourceKind kind : ResourceKind.values()) {
      resources.put(kind, new TreeMap<>());
    }
  }

  static String subscriptionKey(String subscription) {
    return "/subscriptions/" + subscription.toLowerCase(Locale.ROOT);
  }

  static String groupKey(String subscription, String group) {
    return subscriptionKey(subscription) + "/resourcegroups/" + group.toLowerCase(Locale.ROOT);
  }

  NavigableMap<String, ObjectNode> subscriptions() {
    return subscriptions;
  }

  NavigableMap<String, ObjectNode> groups() {
    return groups;
  }

  NavigableMap<String, Resource> of(ResourceKind kind) {
    return resources.get(kind);
  }

  Optional<Resource> find(ResourceId id) {
    return Optional.ofNullable(of(id.kind()).get(id.key()));
  }

  void put(Resource resource) {
    of(resource.id().kind()).put(resource.id().key(), resource);
  }

  void remove(ResourceId id) {
    of(id.kind()).remove(id.key());
  }

  /** Takes a group away with everything in it. */
  void removeGroup(String groupKey) {
    groups.remove(groupKey);
    resources.values().forEach(map -> under(map, groupKey).clear());
  }

  /** The live part of a map whose ids lie below a scope. */
  static <T> NavigableMap<String, T> under(NavigableMap<String, T> map, String scopeKey) {
    // '0' follows '/', so this is every key that starts with the scope and a slash.
    return map.subMap(scopeKey + "/", true, scopeKey + "0", false);
  }

  /** Every resource that can have an identity. */
  List<Resource> withIdentities() {
    return resources.entrySet().stream()
        .filter(entry -> entry.getKey().isCompute())
        .map(Map.Entry::getValue)
        .map(Map::values)
        .flatMap(Collection::stream)
        .toList();
  }
}
