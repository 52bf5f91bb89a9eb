package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in {@code examples/} at once: each does what its row in docs/tasks.md says. */
@WithApiServer
class ExamplesIT {
  private final ApiServer server;
  private final List<Example> examples = Example.all();
  private Stage stage;

  ExamplesIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set(@TempDir Path folder) throws IOException {
    stage = new Stage(server, folder);
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  @Test
  void everyExampleDoesWhatItsRowSays() {
    // Given
    AzureState before = stage.azureState();
    for (Example example : examples) {
      assertThat(words(example, before)).as("%s, before", example).isEqualTo(example.before());
    }

    // When
    applyAll();

    // Then
    AzureState after = stage.azureState();
    for (Example example : examples) {
      assertThat(words(example, after)).as("%s, after", example).isEqualTo(example.after());
    }
  }

  @Test
  void theIdsOfEachIdentityAreInItsStatusAndInItsConfigMap() {
    // When
    applyAll();

    // Then
    List<UserAssignedIdentity> identities =
        stage
            .client
            .resources(UserAssignedIdentity.class)
            .inNamespace(stage.namespace)
            .list()
            .getItems();
    assertThat(identities).hasSizeGreaterThanOrEqualTo(5).allSatisfy(this::tellsItsIds);
    assertThat(identities).anyMatch(identity -> identity.getSpec().writeTo != null);
  }

  private void tellsItsIds(UserAssignedIdentity identity) {
    UserAssignedIdentityStatus status = identity.getStatus();
    JsonNode properties = stage.emulator.azure().getResource(status.id).path("properties");
    Map<String, String> ids =
        Map.of(
            "id", status.id,
            "clientId", properties.path("clientId").asText(),
            "principalId", properties.path("principalId").asText(),
            "tenantId", properties.path("tenantId").asText());
    assertThat(
            Map.of(
                "id", status.id,
                "clientId", status.clientId,
                "principalId", status.principalId,
                "tenantId", status.tenantId))
        .isEqualTo(ids);
    if (identity.getSpec().writeTo != null) {
      ConfigMap written =
          stage
              .client
              .configMaps()
              .inNamespace(stage.namespace)
              .withName(identity.getSpec().writeTo.configMap)
              .get();
      assertThat(written.getData()).isEqualTo(ids);
    }
  }

  @Test
  void aRoleFollowsANewPrincipalAndLeavesNoOrphan() throws IOException {
    // Given
    applyAll();
    List<Example> ofSystemAssigned =
        examples.stream()
            .filter(one -> one.after().stream().anyMatch(word -> word.startsWith("system: ")))
            .toList();
    assertThat(ofSystemAssigned).hasSizeGreaterThanOrEqualTo(2);
    AzureState before = stage.azureState();

    // When
    for (Example example : ofSystemAssigned) {
      for (String machine : example.machines(stage.subscription())) {
        stage.emulator.azure().patchIdentity(machine, type("None"), "portal");
        stage.emulator.azure().patchIdentity(machine, type("SystemAssigned"), "portal");
      }
    }

    // Then
    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stage.azureState().withoutWhatIsMadeUp())
                    .isEqualTo(before.withoutWhatIsMadeUp()));
    assertThat(stage.azureState()).isNotEqualTo(before);
  }

  private static JsonNode type(String type) throws IOException {
    return new ObjectMapper().readTree("{\"type\": \"" + type + "\"}");
  }

  private void applyAll() {
    examples.forEach(example -> stage.apply(example.manifests()));
    stage.createWhatIsWaitedFor(examples);
    stage.awaitEnds(examples);
  }

  private Set<String> words(Example example, AzureState state) {
    return state.words(example.targets(stage.subscription()));
  }
}
