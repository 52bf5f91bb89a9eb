package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declarations with credentials of their own, carried out by the service account of deploy/. */
@WithApiServer
class CredentialsIT {
  private final KubernetesClient administrator;
  private final Stage stage;
  private KubernetesClient serviceAccount;
  private String web;
  private String app;

  CredentialsIT(ApiServer server, @TempDir Path directory) throws IOException {
    administrator = server.client();
    Deployed.apply(administrator);
    stage = Stage.set(server, directory, 0.01);
  }

  @BeforeEach
  void actAsTheServiceAccount() {
    serviceAccount = Deployed.as(administrator, Deployed.NAMESPACE, Deployed.SERVICE_ACCOUNT);
    stage.stopOperator();
    stage.startOperator(serviceAccount);
    web = stage.target(ArmId.SCALE_SET, "web");
    app = stage.identity("app");
  }

  @AfterEach
  void close() {
    stage.close();
    serviceAccount.close();
  }

  private void secret(String name, String client) {
    secret(name, client, stage.emulator.environment().get("AZURE_SUBSCRIPTION_ID"));
  }

  private void secret(String name, String client, String subscription) {
    Map<String, String> data = new HashMap<>();
    data.put("AZURE_TENANT_ID", stage.emulator.environment().get("AZURE_TENANT_ID"));
    data.put("AZURE_CLIENT_ID", client);
    data.put("AZURE_CLIENT_SECRET", "of " + client);
    data.put("AZURE_SUBSCRIPTION_ID", subscription);
    administrator
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(stage.namespace)
                .withName(name)
                .endMetadata()
                .withStringData(data)
                .build())
        .serverSideApply();
  }

  private List<String> writers() {
    return stage.requests(CredentialsIT::isWrite).stream().map(RequestRecord::client).toList();
  }

  private static boolean isWrite(RequestRecord request) {
    return isOfAzure(request) && !request.method().equals("GET");
  }

  private static boolean isOfAzure(RequestRecord request) {
    return request.path().startsWith("/subscriptions/");
  }

  private static Consumer<IdentitySpec> with(String secret) {
    return spec -> {
      spec.credential = new CredentialReference();
      spec.credential.secretName = secret;
    };
  }

  @Test
  void thatOfTheNamespaceIsFoundAndUsed() {
    // Given
    secret("azure-credential", "shop-team");

    // When
    stage.declare("web", web, Stage.assigned(app));
    stage.awaitReady("web");

    // Then
    assertThat(stage.users(web)).containsExactly(app);
    assertThat(writers()).containsExactly("shop-team");
    assertThat(stage.requests(CredentialsIT::isOfAzure))
        .extracting(RequestRecord::client)
        .containsOnly("shop-team");
  }

  @Test
  void oneThatMayNotBeReadIsToldUntilItMay() {
    // Given
    secret("team-azure", "team");

    // When
    stage.declare("web", web, Stage.assigned(app).andThen(with("team-azure")));
    stage.awaitReason("web", "CredentialUnusable");

    // Then
    assertThat(stage.ready("web").orElseThrow().getMessage())
        .contains("may not read Secret " + stage.namespace + "/team-azure")
        .contains("RoleBinding")
        .doesNotContain("of team");
    assertThat(writers()).isEmpty();

    // When
    mayRead("team-azure");
    stage.awaitReady("web");

    // Then
    assertThat(writers()).containsExactly("team");
  }

  private void mayRead(String secret) {
    administrator
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(stage.namespace)
                .withName(secret)
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("secrets")
                .withResourceNames(secret)
                .withVerbs("get")
                .endRule()
                .build())
        .create();
    administrator
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(stage.namespace)
                .withName(secret)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", secret)
                .addNewSubject("", "ServiceAccount", Deployed.SERVICE_ACCOUNT, Deployed.NAMESPACE)
                .build())
        .create();
  }

  @Test
  void aDeclarationByNameIsInTheSubscriptionOfItsSecretAndWaitsForIt() {
    // Given
    Consumer<IdentitySpec> byName =
        spec -> {
          spec.target().id = null;
          spec.target().resourceGroup = Stage.GROUP;
          spec.target().name = "web";
        };

    // When
    secret("azure-credential", "");
    stage.declare("web", web, Stage.assigned(app).andThen(byName));
    stage.awaitReason("web", "CredentialUnusable");
    secret("azure-credential", "shop-team");
    stage.awaitReady("web");

    // Then
    assertThat(stage.get("web").getStatus().targetId).isEqualTo(web);
    assertThat(writers()).containsExactly("shop-team");
  }

  /** A target that was never found binds nobody: what is pinned is what was observed. */
  @Test
  void aWrongSubscriptionIsCorrectedAsSoonAsItsSecretIs() {
    // Given
    String wrong = "99999999-0000-4000-8000-000000000000";
    Consumer<IdentitySpec> byName =
        spec -> {
          spec.target().id = null;
          spec.target().resourceGroup = Stage.GROUP;
          spec.target().name = "web";
        };
    secret("azure-credential", "shop-team", wrong);
    stage.declare("web", web, Stage.assigned(app).andThen(byName));
    Stage.awaitUntil(
        () ->
            stage.get("web").getStatus() != null && stage.get("web").getStatus().targetId != null);
    assertThat(stage.get("web").getStatus().targetId).contains(wrong);
    assertThat(stage.get("web").getStatus().proof).isNull();

    // When
    secret("azure-credential", "shop-team");
    stage.awaitReady("web");

    // Then
    assertThat(stage.get("web").getStatus().targetId).isEqualTo(web);
    assertThat(stage.get("web").getStatus().proof).isNotNull();
    assertThat(stage.users(web)).containsExactly(app);

    // When
    secret("azure-credential", "shop-team", wrong);
    stage.edit(
        "web",
        spec -> {
          spec.userAssigned.clear();
          spec.systemAssigned = SystemAssigned.Enabled;
        });

    // Then it stays about what it has changed
    Stage.awaitUntil(() -> stage.users(web).isEmpty());
    assertThat(stage.get("web").getStatus().targetId).isEqualTo(web);
  }
}
