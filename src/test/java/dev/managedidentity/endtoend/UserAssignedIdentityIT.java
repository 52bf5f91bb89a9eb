package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.api.WriteTo;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A UserAssignedIdentity on a real API server becomes an identity in Azure, and stays so. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class UserAssignedIdentityIT {
  private static final String IDENTITY = "/userAssignedIdentities/app";

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private Identities identities;
  private AzureByHand colleague;

  UserAssignedIdentityIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    stage = Stage.set(server, directory, 0.01);
    identities = new Identities(stage);
    colleague = new AzureByHand(stage.emulator.environment());
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  @Test
  void oneThatIsNotThereIsMadeWhereItsGroupIsAndItsIdsAreTold() {
    // Given
    stage.emulator.azure().putResourceGroup("north", "northeurope");

    // When
    identities.declare(
        "app",
        spec -> {
          spec.resourceGroup = "north";
          spec.tags = Map.of("team", "shop");
          spec.writeTo = writeTo("app-identity");
        });
    identities.awaitReady("app");

    // Then
    assertThat(stage.writes())
        .singleElement()
        .satisfies(put -> assertThat(put.method()).isEqualTo("PUT"))
        .satisfies(put -> assertThat(put.status()).isEqualTo(201));
    UserAssignedIdentityStatus status = identities.get("app").getStatus();
    JsonNode made = stage.emulator.azure().getResource(status.id);
    assertThat(made.path("location").asText()).isEqualTo("northeurope");
    assertThat(made.at("/tags/team").asText()).isEqualTo("shop");
    assertThat(status.location).isEqualTo("northeurope");
    assertThat(status.tags).containsExactly("team");
    tellsOf(made, status);
    ownsItsConfigMap(identities.configMap("app-identity"), status);
  }

  private static void tellsOf(JsonNode identity, UserAssignedIdentityStatus status) {
    JsonNode properties = identity.path("properties");
    assertThat(status.clientId).isEqualTo(properties.path("clientId").asText());
    assertThat(status.principalId).isEqualTo(properties.path("principalId").asText());
    assertThat(status.tenantId).isEqualTo(properties.path("tenantId").asText());
  }

  private void ownsItsConfigMap(ConfigMap map, UserAssignedIdentityStatus status) {
    assertThat(map.getData())
        .containsOnly(
            Map.entry("id", status.id),
            Map.entry("clientId", status.clientId),
            Map.entry("principalId", status.principalId),
            Map.entry("tenantId", status.tenantId));
    assertThat(map.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("UserAssignedIdentity"))
        .satisfies(
            owner ->
                assertThat(owner.getUid()).isEqualTo(identities.get("app").getMetadata().getUid()));
  }

  @Test
  void oneThatIsThereIsAdoptedAsItIs() throws Exception {
    // Given
    String id = identities.id("app");
    JsonNode made = colleague.put(id, "{\"location\":\"eastus\",\"tags\":{\"owner\":\"finance\"}}");

    // When
    identities.declare("app", spec -> {});
    identities.awaitReady("app");

    // Then
    tellsOf(made, identities.get("app").getStatus());
    assertThat(tags()).isEqualTo(Map.of("owner", "finance"));
    assertThat(stage.writes()).isEmpty();
  }

  @Test
  void ofTheTagsOnlyThoseOfTheDeclarationAreSetAndTakenAway() throws Exception {
    // Given
    colleague.put(
        identities.id("app"),
        "{\"location\":\"eastus\",\"tags\":{\"owner\":\"finance\",\"team\":\"till\",\"tier\":\"1\"}}");

    // When
    identities.declare(
        "app", spec -> spec.tags = Map.of("team", "shop", "tier", "1", "since", "2024"));
    identities.awaitReady("app");

    // Then
    assertThat(tags())
        .isEqualTo(Map.of("owner", "finance", "team", "shop", "tier", "1", "since", "2024"));
    assertThat(identities.get("app").getStatus().tags).containsExactly("since", "team");
    assertThat(stage.writes()).hasSize(1);

    // When
    identities.edit("app", spec -> spec.tags = Map.of("team", "shop"));
    identities.awaitReady("app");

    // Then
    assertThat(tags()).isEqualTo(Map.of("owner", "finance", "team", "shop", "tier", "1"));
    assertThat(stage.writes()).extracting(RequestRecord::method).containsExactly("PATCH", "PATCH");
  }

  @Test
  void aTagChangedByHandIsPutRight() throws Exception {
    // Given
    identities.declare("app", spec -> spec.tags = Map.of("team", "shop"));
    identities.awaitReady("app");

    // When
    colleague.patch(identities.id("app"), "{\"tags\":{\"team\":\"till\",\"cost\":\"7\"}}");

    // Then
    Stage.awaitUntil(() -> tags().equals(Map.of("team", "shop", "cost", "7")));
    identities.awaitReady("app");
    assertThat(stage.events("app")).extracting("reason").contains("DriftFound");
  }

  @Test
  void anIdentityElsewhereIsNotMovedButOtherwiseKept() throws Exception {
    // Given
    colleague.put(identities.id("app"), "{\"location\":\"eastus\"}");

    // When
    identities.declare(
        "app",
        spec -> {
          spec.location = "West Europe";
          spec.writeTo = writeTo("app-identity");
        });
    identities.awaitReason("app", "InvalidSpec");

    // Then
    assertThat(identities.message("app"))
        .contains(identities.id("app") + " is in eastus, spec.location says West Europe")
        .contains("correct or leave out spec.location");
    assertThat(identities.configMap("app-identity").getData()).containsKey("clientId");
    assertThat(stage.writes()).isEmpty();

    // When
    identities.edit("app", spec -> spec.location = "East US");

    // Then
    identities.awaitReady("app");
    assertThat(stage.writes()).isEmpty();
  }

  @Test
  void aResourceGroupThatIsNotThereYetIsWaitedFor() {
    // Given
    identities.declare("app", spec -> spec.resourceGroup = "later");
    identities.awaitReason("app", "WaitingForResourceGroup");
    assertThat(identities.message("app")).contains("/resourceGroups/later");

    // When
    stage.emulator.azure().putResourceGroup("later", "westeurope");

    // Then
    identities.awaitReady("app");
    assertThat(stage.sent("PUT", IDENTITY)).hasSize(1);
  }

  @Test
  void aGroupThatGoesAndComesAgainGetsItsIdentityAgain() {
    // Given
    stage.emulator.azure().putResourceGroup("north", "northeurope");
    identities.declare("app", spec -> spec.resourceGroup = "north");
    identities.awaitReady("app");
    String principal = identities.get("app").getStatus().principalId;

    // When
    stage.emulator.azure().deleteResourceGroup("north");
    identities.awaitReason("app", "WaitingForResourceGroup");

    // Then
    assertThat(identities.get("app").getStatus().principalId).isNull();

    // When
    stage.emulator.azure().putResourceGroup("north", "northeurope");
    identities.awaitReady("app");

    // Then
    assertThat(identities.get("app").getStatus().principalId).isNotBlank().isNotEqualTo(principal);
  }

  @Test
  void aConfigMapOfSomebodyElseIsLeftAlone() {
    // Given
    stage
        .client
        .configMaps()
        .inNamespace(stage.namespace)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("theirs")
                .endMetadata()
                .addToData("clientId", "of another")
                .build())
        .create();

    // When
    identities.declare("app", spec -> spec.writeTo = writeTo("theirs"));
    identities.awaitReason("app", "InvalidSpec");

    // Then
    assertThat(identities.message("app")).contains("ConfigMap " + stage.namespace + "/theirs");
    assertThat(identities.configMap("theirs").getData())
        .isEqualTo(Map.of("clientId", "of another"));

    // When
    identities.edit("app", spec -> spec.writeTo = writeTo("ours"));
    identities.awaitReady("app");
    assertThat(identities.configMap("ours").getData()).containsKey("clientId");
    identities.edit("app", spec -> spec.writeTo = null);

    // Then
    Stage.awaitUntil(() -> identities.configMap("ours") == null);
    assertThat(identities.configMap("theirs")).isNotNull();
  }

  @Test
  void aConfigMapThatARestoredObjectPublishedBeforeIsTakenOver() {
    // Given
    identities.declare("app", spec -> spec.writeTo = writeTo("app-identity"));
    identities.awaitReady("app");
    String uid = identities.get("app").getMetadata().getUid();

    // When its owner is the object of before, and its ids are those of another tenant by now
    stage
        .client
        .configMaps()
        .inNamespace(stage.namespace)
        .withName("app-identity")
        .edit(
            (ConfigMap map) ->
                new ConfigMapBuilder(map)
                    .editMetadata()
                    .editFirstOwnerReference()
                    .withUid("00000000-0000-4000-8000-000000000000")
                    .endOwnerReference()
                    .endMetadata()
                    .addToData("tenantId", "former")
                    .build());

    // Then
    Stage.awaitUntil(
        () ->
            identities
                .configMap("app-identity")
                .getMetadata()
                .getOwnerReferences()
                .get(0)
                .getUid()
                .equals(uid));
    ownsItsConfigMap(identities.configMap("app-identity"), identities.get("app").getStatus());
    identities.awaitReady("app");
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new HashMap<>();
    stage
        .emulator
        .azure()
        .getResource(identities.id("app"))
        .path("tags")
        .properties()
        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
    return tags;
  }

  private static WriteTo writeTo(String configMap) {
    WriteTo writeTo = new WriteTo();
    writeTo.configMap = configMap;
    return writeTo;
  }
}
