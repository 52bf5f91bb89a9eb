package dev.managedidentity.testing;

import dev.managedidentity.operator.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;

/** A Kubernetes for the demo and the benchmark to run the operator on. */
public interface Kubernetes extends AutoCloseable {

  KubernetesClient client();

  /** How the operator has to write a status here. */
  StatusWriter statusWriter();

  /** The environment variables by which another process reaches it. */
  Map<String, String> environment();

  /** Does what {@code kubectl apply} does. */
  void apply(HasMetadata declaration);

  /** What it is, in a few words. */
  String words();

  /** What to type to look at it from outside; nothing where that is not possible. */
  List<String> thingsToTry(String namespace);

  @Override
  void close();
}
