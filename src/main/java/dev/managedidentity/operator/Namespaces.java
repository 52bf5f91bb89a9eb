package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The namespaces of the cluster: their labels, their annotations, and which are being deleted. */
interface Namespaces {

  /**
   * A namespace by its name; empty if there is none. Not to be changed: it may be the informer's
   * own.
   */
  Optional<Namespace> find(String name);

  /** All namespaces, in no order. Not to be changed: they may be the informer's own. */
  Stream<Namespace> all();

  /**
   * Registers a listener. It gets the name of each namespace that appears, is deleted, or whose
   * labels, annotations or deletion timestamp change. It runs on a thread of the informer and must
   * return quickly. Register before the loop starts: what happens earlier is not repeated.
   */
  void onChange(Consumer<String> listener);
}
