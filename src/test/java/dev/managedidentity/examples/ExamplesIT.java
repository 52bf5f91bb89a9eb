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
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
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
    apply(examples);

    // Then
    AzureState after = stage.azureState();
    for (Example example : examples) {
      assertThat(words(example, after)).as("%s, after", example).isEqualTo(example.after());
    }
  }

  @Test
  void theIdsOfEachIdentityAreInItsStatusAndInItsConfigMap() {
    // Given
    List<Example> ofIdentities =
        examples.stream()
            .filter(one -> !one.identities(stage.subscription()).isEmpty())
            .filter(one -> one.machines(stage.subscription()).isEmpty())
            .toList();
    apply(ofIdentities);
    assertThat(identities()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(this::tellsItsIds);

    // When
    identities().forEach(one -> stage.emulator.azure().deleteIdentity(one.getStatus().id));
    stage
        .client
        .configMaps()
        .inNamespace(stage.namespace)
        .withName("invoices-identity")
        .edit(written -> new ConfigMapBuilder(written).addToData("by", "hand").build());

    // Then
    await("those made anew tell their new ids")
        .atMost(Stage.PATIENCE)
        .untilAsserted(() -> assertThat(identities()).allSatisfy(this::tellsItsIds));
  }

  private List<UserAssignedIdentity> identities() {
    return stage
        .client
        .resources(UserAssignedIdentity.class)
        .inNamespace(stage.namespace)
        .list()
        .getItems();
  }

  private void tellsItsIds(UserAssignedIdentity identity) {
    UserAssignedIdentityStatus status = identity.getStatus();
    assertThat(status.id)
        .as(() -> Serialization.asYaml(status))
        .isNotNull()
        .matches(stage.emulator.azure()::exists);
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
      assertThat(written.getData()).as(() -> Serialization.asYaml(status)).isEqualTo(ids);
    }
  }

  @Test
  void aRoleFollowsANewPrincipalAndLeavesNoOrphan() throws IOException {
    // Given
    List<Example> ofSystemAssigned =
        examples.stream()
            .filter(one -> one.after().stream().anyMatch(word -> word.startsWith("system: ")))
            .toList();
    assertThat(ofSystemAssigned).hasSizeGreaterThanOrEqualTo(2);
    apply(ofSystemAssigned);
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

  private void apply(List<Example> some) {
    some.forEach(example -> stage.apply(example.manifests()));
    stage.createWhatIsWaitedFor(some);
    stage.awaitEnds(some);
  }

  private Set<String> words(Example example, AzureState state) {
    return state.words(example.targets(stage.subscription()));
  }
}
