package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.operator.OperatorSettings;
import dev.managedidentity.operator.StatusWriter;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything in {@code examples/} at once, on a real API server and the local Azure, by the
 * operator with the rights of its service account.
 */
@WithApiServer
class ExamplesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final String namespace;
  private final List<Example> examples = Example.all();
  private Emulator emulator;
  private KubernetesClient serviceAccount;
  private IdentityOperator operator;

  ExamplesIT(ApiServer server) throws IOException {
    client = server.client();
    namespace = server.newNamespace("examples");
    Deployed.apply(client);
  }

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    emulator =
        Emulator.start(
            EmulatorOptions.in(folder)
                .withTimeFactor(0.01)
                .withSeed(Path.of("examples/azure/emulator-seed.yaml")));
    serviceAccount = Deployed.as(client, Deployed.NAMESPACE, Deployed.SERVICE_ACCOUNT);
    operator =
        IdentityOperator.start(
            serviceAccount,
            StatusWriter.SERVER_SIDE_APPLY,
            Azure.connect(azureSettings(), Clock.systemUTC()),
            new OperatorSettings(
                subscription(),
                Set.of(namespace),
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                8,
                0));
  }

  @AfterEach
  void stop() {
    operator.close();
    serviceAccount.close();
    emulator.close();
  }

  @Test
  void everyExampleDoesWhatItsRowSays() throws IOException {
    // Given
    for (Example example : examples) {
      assertThat(identities(example)).as("%s, before", example).isEqualTo(example.before());
    }

    // When
    applyAll();

    // Then
    for (Example example : examples) {
      await(example + ", after")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(ready(example)).containsOnly(example.ready());
                assertThat(identities(example)).isEqualTo(example.after());
              });
    }
  }

  @Test
  void deletingThemAllTakesAwayWhatWasAssignedAndNothingElse() throws IOException {
    // Given
    applyAll();
    for (Example example : examples) {
      await().atMost(PATIENCE).until(() -> ready(example).equals(Set.of(example.ready())));
    }

    // When
    Kinds.ALL.forEach(kind -> client.resources(kind).inNamespace(namespace).delete());

    // Then
    await().atMost(PATIENCE).until(() -> Kinds.ALL.stream().allMatch(this::noneIsLeft));
    for (Example example : examples) {
      assertThat(identities(example)).as(example.file()).isEqualTo(example.afterDeletion());
    }
  }

  private boolean noneIsLeft(Class<? extends IdentityDeclaration<?>> kind) {
    return client.resources(kind).inNamespace(namespace).list().getItems().isEmpty();
  }

  /** What is declared before it exists is made to exist once the operator waits for it. */
  private void applyAll() throws IOException {
    for (Example example : examples) {
      for (GenericKubernetesResource manifest : example.manifests()) {
        client
            .resource(manifest)
            .inNamespace(namespace)
            .fieldValidation(Validation.STRICT)
            .serverSideApply();
      }
    }
    for (Example example : examples) {
      if (!example.there()) {
        await(example.file())
            .atMost(PATIENCE)
            .until(() -> ready(example).equals(Set.of("False WaitingForScaleSet")));
        String id = example.target(subscription());
        emulator.azure().putScaleSet("shop", id.substring(id.lastIndexOf('/') + 1), null);
      }
    }
  }

  private Set<String> ready(Example example) throws IOException {
    Set<String> ready = new TreeSet<>();
    for (GenericKubernetesResource manifest : example.manifests()) {
      IdentityDeclaration<?> found =
          client
              .resources(Kinds.named(manifest.getKind()))
              .inNamespace(namespace)
              .withName(manifest.getMetadata().getName())
              .get();
      if (found.getStatus() == null) {
        return Set.of();
      }
      found.getStatus().conditions.stream()
          .filter(condition -> condition.getType().equals("Ready"))
          .forEach(condition -> ready.add(condition.getStatus() + " " + condition.getReason()));
    }
    return ready;
  }

  /** The names of the target's identities; {@code system} for the system-assigned one. */
  private Set<String> identities(Example example) throws IOException {
    String id = example.target(subscription());
    Set<String> names = new TreeSet<>();
    if (emulator.azure().exists(id)) {
      JsonNode identity = emulator.azure().getResource(id).path("identity");
      if (identity.path("type").asText().contains("SystemAssigned")) {
        names.add("system");
      }
      identity
          .path("userAssignedIdentities")
          .fieldNames()
          .forEachRemaining(key -> names.add(key.substring(key.lastIndexOf('/') + 1)));
    }
    return names;
  }

  private String subscription() {
    return emulator.environment().get("AZURE_SUBSCRIPTION_ID");
  }

  private AzureSettings azureSettings() {
    Map<String, String> environment = emulator.environment();
    return new AzureSettings(
        URI.create(environment.get("AZURE_AUTHORITY_HOST")),
        URI.create(environment.get("AZURE_RESOURCE_MANAGER_ENDPOINT")),
        URI.create(environment.get("AZURE_RESOURCE_MANAGER_AUDIENCE")),
        environment.get("AZURE_TENANT_ID"),
        environment.get("AZURE_CLIENT_ID"),
        environment.get("AZURE_CLIENT_SECRET"),
        null,
        Path.of(environment.get("SSL_CERT_FILE")),
        Duration.ofSeconds(10));
  }
}
