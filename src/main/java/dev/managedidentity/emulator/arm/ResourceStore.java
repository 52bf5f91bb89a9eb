package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything that exists: subscriptions, resource groups and resources, by lower-case id. */
final class ResourceStore {
  private final NavigableMap<String, ObjectNode> subscriptions = new TreeMap<>();
  private final NavigableMap<String, ObjectNode> groups = new TreeMap<>();
  private final Map<String, NavigableMap<String, Resource>> resources = new TreeMap<>();

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
    return resources.getOrDefault(kind.key(), new TreeMap<>());
  }

  Optional<Resource> find(ResourceId id) {
    return Optional.ofNullable(of(id.kind()).get(id.key()));
  }

  void put(Resource resource) {
    resources
        .computeIfAbsent(resource.id().kind().key(), kind -> new TreeMap<>())
        .put(resource.id().key(), resource);
  }

  /** Takes a resource away with its parts and with what is assigned at it. */
  void remove(ResourceId id) {
    of(id.kind()).remove(id.key());
    removeBelow(id.key());
  }

  /** Takes a group away with everything in it. */
  void removeGroup(String groupKey) {
    groups.remove(groupKey);
    removeBelow(groupKey);
  }

  private void removeBelow(String scopeKey) {
    resources.values().forEach(map -> under(map, scopeKey).clear());
  }

  /** The live part of a map whose ids lie below a scope. */
  static <T> NavigableMap<String, T> under(NavigableMap<String, T> map, String scopeKey) {
    // '0' follows '/', so this is every key that starts with the scope and a slash.
    return map.subMap(scopeKey + "/", true, scopeKey + "0", false);
  }

  /** Every resource below a scope, of any kind. */
  Stream<Resource> allUnder(String scopeKey) {
    return resources.values().stream().flatMap(map -> under(map, scopeKey).values().stream());
  }

  /** Every resource that can have an identity. */
  List<Resource> withIdentities() {
    return resources.values().stream()
        .flatMap(map -> map.values().stream())
        .filter(resource -> resource.identity() != null)
        .toList();
  }
}
