package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator keeps of an object has no managed fields, and the API server loses none. */
@WithApiServer
class LeanClientIT {
  @TempDir Path directory;

  @Test
  void theInformerKeepsNoManagedFields(ApiServer server) {
    try (Stage stage = Stage.withoutOperator(server, directory, 0.01);
        KubernetesClient lean = server.leanClient()) {
      // Given
      stage.declare("web", stage.scaleSet("web"), assigned(stage.identity("app")));
      try (SharedIndexInformer<ScaleSetIdentity> informer =
          lean.resources(ScaleSetIdentity.class).inNamespace(stage.namespace).inform()) {
        List<ScaleSetIdentity> listed = informer.getStore().list();

        // When
        stage.startOperator(lean);
        stage.awaitReady("web");

        // Then
        await().until(() -> informer.getStore().list().stream().allMatch(LeanClientIT::isReady));
        assertThat(listed).singleElement().satisfies(LeanClientIT::isLean);
        assertThat(informer.getStore().list()).singleElement().satisfies(LeanClientIT::isLean);
        assertThat(stage.get("web").getMetadata().getManagedFields())
            .extracting(ManagedFieldsEntry::getManager)
            .contains("scaleset-identity");
      }
    }
  }

  private static boolean isReady(ScaleSetIdentity kept) {
    return kept.getStatus() != null
        && kept.getStatus().conditions.stream()
            .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }

  private static void isLean(ScaleSetIdentity kept) {
    ObjectMeta metadata = kept.getMetadata();
    assertThat(metadata.getManagedFields()).isEmpty();
    assertThat(metadata.getAdditionalProperties()).isEmpty();
    assertThat(kept.getSpec().userAssigned).hasSize(1);
  }
}
