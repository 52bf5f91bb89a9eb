package dev.managedidentity.demo;

import dev.managedidentity.operator.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** The Kubernetes that the demo runs on. */
interface Kubernetes extends AutoCloseable {

  KubernetesClient client();

  /** How the operator has to write a status here. */
  StatusWriter statusWriter();

  /** Does what {@code kubectl apply} does. */
  void apply(HasMetadata declaration);

  /** What it is, in a few words. */
  String words();

  /** What to type to look at it from outside; nothing where that is not possible. */
  List<String> thingsToTry(String namespace);

  @Override
  void close();
}
