package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.MemoryKubernetes;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeanClientTest {
  private final MemoryKubernetes kubernetes = new MemoryKubernetes();
  private final KubernetesClient client =
      LeanClient.builder().withConfig(kubernetes.client().getConfiguration()).build();
  private final KubernetesSerialization serialization = client.getKubernetesSerialization();

  @AfterEach
  void close() {
    client.close();
    kubernetes.close();
  }

  /** A watch that ends with 410 has to begin anew, which is told by a Status. */
  @ParameterizedTest
  @CsvSource({
    "v1,Status",
    "managedidentity.dev/v1alpha1,ScaleSetIdentity",
    "managedidentity.dev/v1alpha1,VirtualMachineIdentity",
    "managedidentity.dev/v1alpha1,UserAssignedIdentity"
  })
  void whatAWatchShowsIsReadAsItsKind(String version, String kind) {
    // Given
    String event =
        """
        {"type": "ERROR", "object": {"apiVersion": "%s", "kind": "%s", "metadata": {}}}
        """
            .formatted(version, kind);

    // When
    Object object = serialization.unmarshal(event, WatchEvent.class).getObject();

    // Then
    assertThat(object.getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void anEndedWatchTellsItsCode() {
    // Given
    String event =
        """
        {"type": "ERROR", "object": {"apiVersion": "v1", "kind": "Status", "code": 410}}
        """;

    // When
    Object object = serialization.unmarshal(event, WatchEvent.class).getObject();

    // Then
    assertThat(object)
        .isInstanceOfSatisfying(
            Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
  }

  @Test
  void managedFieldsAreNeitherReadNorSent() {
    // Given
    String manifest =
        """
        {"apiVersion": "managedidentity.dev/v1alpha1", "kind": "ScaleSetIdentity",
         "metadata": {"name": "web", "finalizers": ["a"], "managedFields": [{"manager": "kubectl"}]}}
        """;

    // When
    ScaleSetIdentity read = serialization.unmarshal(manifest, ScaleSetIdentity.class);
    assertThat(read.getMetadata().getManagedFields()).isEmpty();
    read.getMetadata().setManagedFields(List.of(new ManagedFieldsEntry()));

    // Then
    assertThat(read.getMetadata().getAdditionalProperties()).isEmpty();
    assertThat(read.getFinalizers()).containsExactly("a");
    assertThat(serialization.asJson(read)).contains("finalizers").doesNotContain("managedFields");
  }
}
