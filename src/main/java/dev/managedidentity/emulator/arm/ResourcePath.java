package dev.managedidentity.emulator.arm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path below a resource provider: a scope, the provider, and then types and names by turns. With
 * a type more than there are names it is a collection, or an action.
 */
record ResourcePath(String scope, String namespace, List<String> types, List<String> names) {

  /** The last provider of the path and what follows it, or nothing where the path is no such. */
  static Optional<ResourcePath> parse(List<String> parts) {
    int provider = lastProvider(parts);
    boolean shape = provider >= 0 && provider + 2 < parts.size();
    if (!shape || parts.stream().anyMatch(String::isBlank)) {
      return Optional.empty();
    }
    List<String> types = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = provider + 2; i < parts.size(); i++) {
      ((i - provider) % 2 == 0 ? types : names).add(parts.get(i));
    }
    return Optional.of(
        new ResourcePath(scope(parts.subList(0, provider)), parts.get(provider + 1), types, names));
  }

  /** Only every second part can be the word: a group may be called "providers". */
  private static int lastProvider(List<String> parts) {
    int found = -1;
    int i = 0;
    while (i < parts.size()) {
      boolean provider = parts.get(i).equalsIgnoreCase("providers");
      found = provider ? i : found;
      i += 2;
    }
    return found;
  }

  /** The scope with Azure's own spelling of its fixed parts. */
  private static String scope(List<String> parts) {
    StringBuilder scope = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      scope.append('/').append(i == 0 || i == 2 ? spelled(part) : part);
    }
    return scope.toString();
  }

  private static String spelled(String part) {
    for (String fixed : List.of("subscriptions", "resourceGroups", "providers")) {
      if (fixed.equalsIgnoreCase(part)) {
        return fixed;
      }
    }
    return part;
  }

  /** What follows a fixed part of a scope, or the empty string. */
  static String named(String scope, String fixed) {
    String[] parts = scope.split("/", -1);
    for (int i = 1; i + 1 < parts.length; i += 2) {
      if (parts[i].equalsIgnoreCase(fixed)) {
        return parts[i + 1];
      }
    }
    return "";
  }

  boolean isResource() {
    return types.size() == names.size();
  }

  Optional<ResourceId> resource() {
    return isResource() ? Optional.of(new ResourceId(scope, kind(), names)) : Optional.empty();
  }

  /** The resource that the collection or the action belongs to. */
  Optional<ResourceId> owner() {
    if (isResource() || names.isEmpty()) {
      return Optional.empty();
    }
    String type = String.join("/", types.subList(0, types.size() - 1));
    return Optional.of(new ResourceId(scope, ResourceKind.of(namespace, type), names));
  }

  ResourceKind kind() {
    return ResourceKind.of(namespace, String.join("/", types));
  }

  /** The last type: the word of a collection or of an action. */
  String last() {
    return types.get(types.size() - 1);
  }

  boolean isOf(String provider) {
    return namespace.equalsIgnoreCase(provider);
  }
}
