package dev.managedidentity.operator;

import dev.managedidentity.api.AzureAccess;
import dev.managedidentity.plan.AccessRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** AzureAccess objects in memory, written as people write them. */
final class FakeAccess implements AccessPolicy {
  private final List<AzureAccess> all = new ArrayList<>();
  final Map<String, Map<String, String>> labels = new TreeMap<>();
  boolean isRequired;
  boolean allowsConfigMaps = true;

  /** Adds an AzureAccess for namespace shop that allows this. */
  void allow(String allowed) {
    apply(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: AzureAccess
        metadata: {name: access-%d}
        spec:
          namespaceSelector: {names: [shop]}
          credential: Operator
          allowed: %s
        """
            .formatted(all.size(), allowed));
  }

  void apply(String manifest) {
    all.add(Serialization.unmarshal(manifest, AzureAccess.class));
  }

  void clear() {
    all.clear();
  }

  @Override
  public List<AccessRule> rules(String namespace) {
    return all.stream()
        .filter(
            one ->
                NamespaceMatch.selects(
                    one.getSpec().namespaceSelector,
                    namespace,
                    labels.getOrDefault(namespace, Map.of())))
        .map(AccessRules::of)
        .toList();
  }

  @Override
  public boolean isRequired() {
    return isRequired;
  }

  @Override
  public boolean allowsConfigMaps() {
    return allowsConfigMaps;
  }
}
