package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.endtoend.Grants.Grant;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An identity, who has it and what it may: the same end in whatever order they are declared. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class AnyOrderIT {
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "identity",
          """
          apiVersion: managedidentity.dev/v1alpha1
          kind: UserAssignedIdentity
          metadata: {name: app}
          spec: {resourceGroup: shop, deletionPolicy: Delete, writeTo: {configMap: app-identity}}
          """,
          "role",
          """
          apiVersion: managedidentity.dev/v1alpha1
          kind: UserAssignedIdentity
          metadata: {name: app-may-read-the-store}
          spec:
            resourceGroup: shop
            name: app
            deletionPolicy: Delete
            roleAssignments: [{role: Reader, scope: STORE}]
          """,
          "scaleSet",
          """
          apiVersion: managedidentity.dev/v1alpha1
          kind: ScaleSetIdentity
          metadata: {name: web}
          spec: {scaleSet: {resourceGroup: shop, name: web}, userAssigned: [{name: app}]}
          """);

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private Identities identities;
  private Grants grants;
  private String web;
  private String store;

  AnyOrderIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    stage = Stage.set(server, directory, 0.01);
    identities = new Identities(stage);
    grants = new Grants(new AzureByHand(stage.emulator.environment()));
    web = stage.scaleSet("web");
    store = stage.target(ArmId.VIRTUAL_MACHINE, "store");
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity role scaleSet",
        "identity scaleSet role",
        "role identity scaleSet",
        "role scaleSet identity",
        "scaleSet identity role",
        "scaleSet role identity"
      })
  void asOneFile(String order) throws Exception {
    // When
    inThisOrder(order, document -> stage.client.resource(document).serverSideApply());

    // Then
    endsAsDeclared();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity role scaleSet",
        "identity scaleSet role",
        "role identity scaleSet",
        "role scaleSet identity",
        "scaleSet identity role",
        "scaleSet role identity"
      })
  void oneByOneAndEachJudgedBeforeTheNext(String order) throws Exception {
    // When
    inThisOrder(
        order,
        document -> {
          stage.client.resource(document).serverSideApply();
          Stage.awaitUntil(() -> isJudged(stage.client.resource(document).get()));
        });

    // Then
    endsAsDeclared();
  }

  private void inThisOrder(String order, Consumer<GenericKubernetesResource> apply) {
    Arrays.stream(order.split(" ", -1))
        .map(name -> DOCUMENTS.get(name).replace("STORE", store))
        .map(text -> Serialization.unmarshal(text, GenericKubernetesResource.class))
        .forEach(
            document -> {
              document.getMetadata().setNamespace(stage.namespace);
              apply.accept(document);
            });
  }

  private static boolean isJudged(GenericKubernetesResource shown) {
    return Serialization.asJson(shown).contains("\"" + ConditionType.Ready + "\"");
  }

  private void endsAsDeclared() throws Exception {
    identities.awaitReady("app");
    identities.awaitReady("app-may-read-the-store");
    Stage.awaitReason(
        () ->
            stage
                .client
                .resources(ScaleSetIdentity.class)
                .inNamespace(stage.namespace)
                .withName("web")
                .get(),
        "Converged");
    int reads = stage.reads().size();
    Stage.awaitUntil(() -> stage.reads().size() >= reads + 2);
    assertThat(stage.users(web)).containsExactly(identities.id("app"));
    assertThat(grants.at(store))
        .extracting(Grant::principalId)
        .containsExactly(identities.get("app").getStatus().principalId);
    assertThat(identities.configMap("app-identity").getData())
        .containsEntry("clientId", identities.get("app").getStatus().clientId);
    assertThat(stage.writes().stream().map(RequestRecord::method).sorted())
        .as("what is made, granted and assigned")
        .containsExactly("PATCH", "PUT", "PUT");
  }
}
