package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.function.Consumer;

/** The namespaces as an informer shows them. */
final class InformedNamespaces extends ClusterInformer<Namespace> implements Namespaces {

  InformedNamespaces(KubernetesClient client) {
    super(
        client,
        Namespace.class,
        "namespaces",
        (before, after) -> differ(before.getMetadata(), after.getMetadata()));
  }

  @Override
  public void onChange(Consumer<String> listener) {
    addListener(changed -> listener.accept(changed.getMetadata().getName()));
  }

  private static boolean differ(ObjectMeta before, ObjectMeta after) {
    return !Objects.equals(before.getUid(), after.getUid())
        || !Objects.equals(before.getLabels(), after.getLabels())
        || !Objects.equals(before.getAnnotations(), after.getAnnotations())
        || !Objects.equals(before.getDeletionTimestamp(), after.getDeletionTimestamp());
  }
}
