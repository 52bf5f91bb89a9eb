package dev.managedidentity.emulator.arm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The id of a resource: below a scope, which is nothing, a subscription, a group or another
 * resource. Ids are equal in any casing: see {@link #key}.
 *
 * @param names as many as the type has parts
 */
record ResourceId(String scope, ResourceKind kind, List<String> names) {

  ResourceId {
    names = List.copyOf(names);
  }

  /** The id of a top-level resource in a group. */
  ResourceId(String subscription, String group, ResourceKind kind, String name) {
    this("/subscriptions/" + subscription + "/resourceGroups/" + group, kind, List.of(name));
  }

  /** The id in a text, if it is one of a resource. */
  static Optional<ResourceId> parse(String text) {
    return text.startsWith("/") && !text.endsWith("/")
        ? parse(List.of(text.substring(1).split("/", -1)))
        : Optional.empty();
  }

  static Optional<ResourceId> parse(List<String> parts) {
    return ResourcePath.parse(parts).flatMap(ResourcePath::resource);
  }

  /** The id as Azure writes it; ManagedIdentity says {@code resourcegroups}, compute does not. */
  String text() {
    String below =
        kind.isOf(ResourceKind.USER_ASSIGNED_IDENTITY.namespace())
            ? scope.replace("/resourceGroups/", "/resourcegroups/")
            : scope;
    return below + "/providers/" + relative();
  }

  /** For example {@code Microsoft.Compute/virtualMachines/web/extensions/health}. */
  String relative() {
    List<String> parts = new ArrayList<>(List.of(kind.namespace()));
    String[] types = kind.type().split("/", -1);
    for (int i = 0; i < types.length; i++) {
      parts.add(types[i]);
      parts.add(names.get(i));
    }
    return String.join("/", parts);
  }

  String name() {
    return names.get(names.size() - 1);
  }

  /** The resource that this one is a part of: a scale set for its extension. */
  Optional<ResourceId> parent() {
    if (!kind.isNested()) {
      return Optional.empty();
    }
    String type = kind.type().substring(0, kind.type().lastIndexOf('/'));
    return Optional.of(
        new ResourceId(
            scope, ResourceKind.of(kind.namespace(), type), names.subList(0, names.size() - 1)));
  }

  ResourceId child(ResourceKind childKind, String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new ResourceId(scope, childKind, longer);
  }

  /** The subscription it is in, or the empty string. */
  String subscription() {
    return ResourcePath.named(scope, "subscriptions");
  }

  /** The group it is in, or the empty string. */
  String group() {
    return ResourcePath.named(scope, "resourceGroups");
  }

  /** What equal ids share. */
  String key() {
    return text().toLowerCase(Locale.ROOT);
  }
}
