package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Namespaces in memory; those of {@link FakeCluster} are all in {@code shop}. */
final class FakeNamespaces implements Namespaces {
  private final Map<String, Namespace> namespaces = new TreeMap<>();
  private final List<Consumer<String>> listeners = new ArrayList<>();

  FakeNamespaces() {
    create("shop");
  }

  void create(String name) {
    put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .withUid("uid-of-" + name)
            .addToLabels("kubernetes.io/metadata.name", name)
            .endMetadata()
            .build());
  }

  /** Sets an annotation, or removes it where the value is null. */
  void annotate(String name, String key, String value) {
    edit(name, annotations -> with(annotations, key, value), UnaryOperator.identity());
  }

  /** Sets a label, or removes it where the value is null. */
  void label(String name, String key, String value) {
    edit(name, UnaryOperator.identity(), labels -> with(labels, key, value));
  }

  private void edit(
      String name,
      UnaryOperator<Map<String, String>> annotations,
      UnaryOperator<Map<String, String>> labels) {
    Namespace before = namespaces.get(name);
    put(
        new NamespaceBuilder(before)
            .editMetadata()
            .withAnnotations(annotations.apply(before.getMetadata().getAnnotations()))
            .withLabels(labels.apply(before.getMetadata().getLabels()))
            .endMetadata()
            .build());
  }

  private static Map<String, String> with(Map<String, String> before, String key, String value) {
    Map<String, String> after = new HashMap<>(before == null ? Map.of() : before);
    if (value == null) {
      after.remove(key);
    } else {
      after.put(key, value);
    }
    return after;
  }

  /** The deletion of a namespace begins; what is in it stays until its finalizers are gone. */
  void terminate(String name) {
    put(
        new NamespaceBuilder(namespaces.get(name))
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T01:00:00Z")
            .endMetadata()
            .build());
  }

  /** The namespace is gone. */
  void remove(String name) {
    namespaces.remove(name);
    notifyOf(name);
  }

  void put(Namespace namespace) {
    String name = namespace.getMetadata().getName();
    namespaces.put(name, namespace);
    notifyOf(name);
  }

  private void notifyOf(String name) {
    listeners.forEach(listener -> listener.accept(name));
  }

  @Override
  public Optional<Namespace> find(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  @Override
  public Stream<Namespace> all() {
    return namespaces.values().stream();
  }

  @Override
  public void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }
}
