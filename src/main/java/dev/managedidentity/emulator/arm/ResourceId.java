package dev.managedidentity.emulator.arm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The id of a top-level resource in a resource group. Ids are equal in any casing: see {@link
 * #key}.
 */
record ResourceId(String subscription, String group, ResourceKind kind, String name) {

  /** The id in a text, if it is one of a kind that is kept. */
  static Optional<ResourceId> parse(String text) {
    return text.startsWith("/") && !text.endsWith("/")
        ? parse(List.of(text.substring(1).split("/", -1)))
        : Optional.empty();
  }

  static Optional<ResourceId> parse(List<String> parts) {
    boolean shape =
        parts.size() == 8
            && parts.stream().noneMatch(String::isBlank)
            && parts.get(0).equalsIgnoreCase("subscriptions")
            && parts.get(2).equalsIgnoreCase("resourceGroups")
            && parts.get(4).equalsIgnoreCase("providers");
    return shape
        ? ResourceKind.of(parts.get(5), parts.get(6))
            .map(kind -> new ResourceId(parts.get(1), parts.get(3), kind, parts.get(7)))
        : Optional.empty();
  }

  /** The id as Azure writes it; ManagedIdentity says {@code resourcegroups}, compute does not. */
  String text() {
    return String.join(
        "/",
        "",
        "subscriptions",
        subscription,
        kind.isCompute() ? "resourceGroups" : "resourcegroups",
        group,
        "providers",
        kind.fullType(),
        name);
  }

  /** What equal ids share. */
  String key() {
    return text().toLowerCase(Locale.ROOT);
  }
}
