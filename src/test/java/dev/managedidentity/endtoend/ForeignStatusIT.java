package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Another field manager that writes to a status does not keep the operator from writing it. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class ForeignStatusIT {
  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;

  ForeignStatusIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    stage = Stage.set(server, directory, 0.01);
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  /** As `kubectl apply --server-side --subresource=status --field-manager=backup` does. */
  private void applyAsAnother(String name, Map<String, Object> status) {
    GenericKubernetesResource foreign = new GenericKubernetesResource();
    foreign.setApiVersion("managedidentity.dev/v1alpha1");
    foreign.setKind("ScaleSetIdentity");
    foreign.setMetadata(
        new ObjectMetaBuilder().withNamespace(stage.namespace).withName(name).build());
    foreign.setAdditionalProperty("status", status);
    stage
        .client
        .resource(foreign)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("backup")
                .withForce(true)
                .build());
  }

  @Test
  void anOperationAndRowsThatAnotherManagerOwnsAreReplaced() throws Exception {
    // Given
    String web = stage.scaleSet("web");
    String app = stage.identity("app");
    String metrics = stage.identity("metrics");
    stage.declare("web", web, assigned(app));
    stage.awaitReady("web");

    // When
    applyAsAnother(
        "web",
        Map.of(
            "operation",
            Map.of(
                "url",
                "https://elsewhere.example/operations/1",
                "startTime",
                "2020-01-01T00:00:00Z"),
            "lastVerifiedTime",
            "2020-01-01T00:00:00Z",
            "identities",
            List.of(
                Map.of("id", metrics, "state", "Foreign", "owned", false),
                Map.of("id", app, "state", "PreExisting", "owned", true)),
            "roleAssignments",
            List.of(Map.of("role", "Reader", "scope", app, "state", "Removing", "owned", true))));
    stage.edit("web", assigned(metrics));
    stage.awaitReady("web");

    // Then
    stage.awaitUsers(web, app, metrics);
    Stage.awaitUntil(() -> isClean(stage.get("web").getStatus()));
    IdentityStatus status = stage.get("web").getStatus();
    assertThat(status.identities).allMatch(row -> row.owned).hasSize(2);

    // When
    stage.delete("web");
    stage.awaitGone("web");

    // Then
    stage.awaitUsers(web);
  }

  private static boolean isClean(IdentityStatus status) {
    return status.operation == null
        && status.roleAssignments.isEmpty()
        && !"2020-01-01T00:00:00Z".equals(status.lastVerifiedTime);
  }
}
