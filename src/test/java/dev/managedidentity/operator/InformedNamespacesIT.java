package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What the operator knows of namespaces on a real API server. */
@WithApiServer
class InformedNamespacesIT {
  private final ApiServer server;

  InformedNamespacesIT(ApiServer server) {
    this.server = server;
  }

  @Test
  void knowsWhatWasThereBeforeAndEachChangeSince() {
    // Given
    String before = server.newNamespace("namespaces");
    List<String> changed = new CopyOnWriteArrayList<>();
    try (KubernetesClient lean = server.leanClient();
        InformedNamespaces namespaces = new InformedNamespaces(lean)) {
      namespaces.onChange(name -> addOwn(changed, name));

      // When
      namespaces.start();

      // Then
      assertThat(namespaces.find(before)).isPresent();
      assertThat(namespaces.find("nobody-created-it")).isEmpty();
      assertThat(namespaces.isWatching()).isTrue();
      await().until(() -> changed.contains(before));

      // When
      String after = server.newNamespace("namespaces");
      await().until(() -> changed.contains(after));
      changed.clear();
      annotate(before, Map.of("team", "shop"));

      // Then
      await().until(() -> changed.contains(before));
      assertThat(namespaces.find(before).orElseThrow().getMetadata().getAnnotations())
          .containsEntry("team", "shop");

      // When: what nobody decides by changes
      changed.clear();
      server
          .client()
          .namespaces()
          .withName(after)
          .edit(
              it ->
                  new NamespaceBuilder(it)
                      .editMetadata()
                      .addToFinalizers("example.com/keep")
                      .endMetadata()
                      .build());
      server.client().namespaces().withName(before).delete();

      // Then: the listener gets the one that is being deleted, and it comes after the other
      await().until(() -> !changed.isEmpty());
      assertThat(changed).containsOnly(before);
      assertThat(namespaces.find(before).orElseThrow().isMarkedForDeletion()).isTrue();
    }
  }

  /** Other tests create namespaces on the same API server. */
  private static void addOwn(List<String> changed, String name) {
    if (name.startsWith("namespaces")) {
      changed.add(name);
    }
  }

  private void annotate(String namespace, Map<String, String> annotations) {
    server
        .client()
        .namespaces()
        .withName(namespace)
        .edit(
            it ->
                new NamespaceBuilder(it)
                    .editMetadata()
                    .addToAnnotations(annotations)
                    .endMetadata()
                    .build());
  }

  @Test
  void withoutPermissionToListThemTheErrorNamesTheVerbs() {
    // Given
    try (KubernetesClient nobody = Deployed.as(server.client(), "default", "nobody");
        InformedNamespaces namespaces = new InformedNamespaces(nobody)) {

      // When / Then
      assertThatThrownBy(namespaces::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("get, list and watch on namespaces")
          .hasMessageContaining("deploy/operator-role.yaml")
          .hasMessageContaining("is forbidden");
    }
  }

  @Test
  void theShippedRolesSuffice() throws IOException {
    // Given
    Deployed.apply(server.client());
    try (KubernetesClient operator =
            Deployed.as(server.client(), Deployed.NAMESPACE, Deployed.SERVICE_ACCOUNT);
        InformedNamespaces namespaces = new InformedNamespaces(operator)) {

      // When
      namespaces.start();

      // Then
      assertThat(namespaces.find(Deployed.NAMESPACE)).isPresent();
    }
  }
}
