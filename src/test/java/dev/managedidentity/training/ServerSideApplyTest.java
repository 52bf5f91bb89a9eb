package dev.managedidentity.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.operator.StatusWriter;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MemoryKubernetes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {
  private static final String TARGET =
      "/subscriptions/5b000000-0000-4000-8000-000000000001/resourceGroups/shop"
          + "/providers/Microsoft.Compute/virtualMachineScaleSets/web";

  private final MemoryKubernetes kubernetes = new MemoryKubernetes(ServerSideApply::new);
  private final KubernetesClient client = kubernetes.client();

  @BeforeEach
  void declare() {
    kubernetes.apply(Kinds.declaration(TARGET, metadata(), spec -> spec.suspend = true));
  }

  @AfterEach
  void close() {
    kubernetes.close();
  }

  private static ObjectMeta metadata() {
    return new ObjectMetaBuilder().withNamespace("shop").withName("web").build();
  }

  private ScaleSetIdentity declared() {
    return client.resources(ScaleSetIdentity.class).inNamespace("shop").withName("web").get();
  }

  @Test
  void aStatusTakesThePlaceOfTheOneBefore() {
    // When
    write("Updating");
    write("Converged");

    // Then
    assertThat(declared().getStatus().conditions)
        .extracting(Condition::getReason)
        .containsExactly("Converged");
    assertThat(declared().getSpec().suspend).isTrue();
  }

  private void write(String reason) {
    ScaleSetIdentity fresh = new ScaleSetIdentity();
    fresh.setMetadata(metadata());
    fresh.setStatus(new IdentityStatus());
    fresh
        .getStatus()
        .conditions
        .add(
            new ConditionBuilder()
                .withType("Ready")
                .withStatus("False")
                .withReason(reason)
                .withMessage(reason)
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .build());
    StatusWriter.SERVER_SIDE_APPLY.write(client, fresh);
  }

  @Test
  void aFinalizerIsAdded() {
    // Given
    ScaleSetIdentity fresh = new ScaleSetIdentity();
    fresh.setMetadata(metadata());
    fresh.addFinalizer(Api.FINALIZER);

    // When
    client.resource(fresh).serverSideApply();

    // Then
    assertThat(declared().getFinalizers()).containsExactly(Api.FINALIZER);
    assertThat(declared().getSpec().suspend).isTrue();
  }
}
