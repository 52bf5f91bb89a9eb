package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Deleting the Secret of a namespace gives nobody the operator's own credential: neither in a
 * namespace that no AzureAccess selects, nor in one whose AzureAccess asks for a Secret. The
 * packaged operator runs with the permissions that deploy/ gives it.
 */
@WithApiServer
@Execution(ExecutionMode.SAME_THREAD)
class RemovedSecretIT {
  private static final String ACCOUNT = Deployed.NAMESPACE + ":" + Deployed.SERVICE_ACCOUNT;
  private static final String SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
  private static final String SCALE_SETS =
      SUBSCRIPTION + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachineScaleSets/";
  private static final String IDENTITIES =
      SUBSCRIPTION
          + "/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String SEED =
      """
      subscription: 11111111-2222-3333-4444-555555555555
      identities: [{resourceGroup: ids, name: app}]
      scaleSets:
        - {resourceGroup: shop, name: free}
        - {resourceGroup: shop, name: selected}
      clients:
        - {id: operator, secret: swordfish}
        - id: weak
          secret: feather
          roles: [{role: Reader, scope: %1$s}]
        - id: strong
          secret: anvil
          roles:
            - {role: Virtual Machine Contributor, scope: %1$s}
            - {role: Managed Identity Contributor, scope: %1$s}
            - {role: Managed Identity Operator, scope: %1$s}
      """;

  @TempDir Path directory;
  private final ApiServer server;
  private Processes processes;
  private AzureByHand azure;

  /** A namespace that no AzureAccess selects, and one whose AzureAccess asks for a Secret. */
  private String free;

  private String selected;
  private GenericKubernetesResource access;

  RemovedSecretIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    Deployed.apply(server.client());
    Path seed = Files.writeString(directory.resolve("seed.yaml"), SEED.formatted(SUBSCRIPTION));
    processes = new Processes(server, directory, List.of("--time-factor=0.01", "--seed=" + seed));
    azure = new AzureByHand(processes.environment());
    free = processes.namespace();
    selected = server.newNamespace("selected");
    access =
        Serialization.unmarshal(
            """
            apiVersion: managedidentity.dev/v1alpha1
            kind: AzureAccess
            metadata: {name: %1$s}
            spec:
              namespaceSelector: {names: [%1$s]}
              credential: Namespace
              allowed:
                modes: [Additive]
                targets: ["%2$s*"]
                identities: ["%3$s*"]
                manageIdentities: ["%3$s*"]
            """
                .formatted(selected, SCALE_SETS, IDENTITIES),
            GenericKubernetesResource.class);
    server.client().resource(access).create();
  }

  @AfterEach
  void clear() {
    processes.close();
    server.client().resource(access).delete();
  }

  private void startOperator() throws Exception {
    processes.startOperatorAs(ACCOUNT, "--namespaces=" + selected);
  }

  private void putSecrets(String client, String password) throws Exception {
    for (String namespace : List.of(free, selected)) {
      server.client().resource(secret(client, password)).inNamespace(namespace).serverSideApply();
    }
  }

  private Secret secret(String client, String password) throws Exception {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("azure-credential")
        .endMetadata()
        .withStringData(
            Map.of(
                "AZURE_TENANT_ID",
                processes.environment().get("AZURE_TENANT_ID"),
                "AZURE_CLIENT_ID",
                client,
                "AZURE_CLIENT_SECRET",
                password,
                "AZURE_SUBSCRIPTION_ID",
                "11111111-2222-3333-4444-555555555555"))
        .build();
  }

  private void deleteSecrets() {
    for (String namespace : List.of(free, selected)) {
      server.client().secrets().inNamespace(namespace).withName("azure-credential").delete();
    }
  }

  /** A scale set, and an identity that is to be created, of the same name. */
  private static Stream<HasMetadata> declarations(String namespace, String name) {
    return Stream.of(
        Serialization.unmarshal(
            """
            apiVersion: managedidentity.dev/v1alpha1
            kind: ScaleSetIdentity
            metadata: {name: %1$s, namespace: %2$s}
            spec:
              scaleSet: {id: %3$s%1$s}
              userAssigned: [{id: %4$sapp}]
            """
                .formatted(name, namespace, SCALE_SETS, IDENTITIES),
            ScaleSetIdentity.class),
        Serialization.unmarshal(
            """
            apiVersion: managedidentity.dev/v1alpha1
            kind: UserAssignedIdentity
            metadata: {name: %s, namespace: %s}
            spec: {resourceGroup: ids, location: westeurope}
            """
                .formatted(name, namespace),
            UserAssignedIdentity.class));
  }

  private Stream<HasMetadata> declarations() {
    return Stream.concat(declarations(free, "free"), declarations(selected, "selected"));
  }

  private Status status(HasMetadata declaration) {
    HasMetadata now = server.client().resource(declaration).get();
    return now instanceof UserAssignedIdentity identity
        ? identity.getStatus()
        : ((ScaleSetIdentity) now).getStatus();
  }

  /** Waits until each declaration has this reason in its present version. */
  private void awaitReason(String reason, String... words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(declarations())
                    .allSatisfy(
                        one -> {
                          Condition ready = ready(one);
                          assertThat(ready.getReason())
                              .as(ready + "\n" + processes.log("operator"))
                              .isEqualTo(reason);
                          String namespace = one.getMetadata().getNamespace();
                          Stream.of(words)
                              .forEach(
                                  word ->
                                      assertThat(ready.getMessage())
                                          .contains(word.formatted(namespace)));
                        }));
  }

  private Condition ready(HasMetadata declaration) {
    HasMetadata now = server.client().resource(declaration).get();
    Status status = status(declaration);
    assertThat(status).isNotNull();
    Condition ready =
        status.conditions.stream()
            .filter(one -> one.getType().equals("Ready"))
            .findFirst()
            .orElseThrow();
    assertThat(ready.getObservedGeneration())
        .as("the operator has seen the last edit")
        .isEqualTo(now.getMetadata().getGeneration());
    return ready;
  }

  /** So that the conditions of the new generation come of a reconcile after this. */
  private void editAll(String tag) {
    declarations()
        .forEach(
            one ->
                server
                    .client()
                    .resource(one)
                    .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        one instanceof UserAssignedIdentity
                            ? "{\"spec\":{\"tags\":{\"edit\":\"%s\"}}}".formatted(tag)
                            : "{\"spec\":{\"ignore\":[\"*/%s\"]}}".formatted(tag)));
  }

  /** Who changed anything, as Azure knows them. */
  private Set<String> writers() throws Exception {
    Set<String> writers = new TreeSet<>();
    for (JsonNode request : azure.get("/_emulator/requests")) {
      boolean isWrite =
          !request.path("method").asText().equals("GET")
              && request.path("path").asText().startsWith("/subscriptions/");
      if (isWrite && request.path("status").asInt() < 300) {
        writers.add(request.path("client").asText());
      }
    }
    return writers;
  }

  private void createDeclarations() {
    declarations().forEach(one -> server.client().resource(one).create());
  }

  private void deleteDeclarations() {
    declarations().forEach(one -> server.client().resource(one).delete());
    await()
        .atMost(PATIENCE)
        .until(() -> declarations().allMatch(one -> server.client().resource(one).get() == null));
  }

  @Test
  void theOperatorsOwnCredentialNeverTakesTheirPlace() throws Exception {
    // Given: Azure refuses what the credential of the namespace may not do
    String[] remedy = {"Secret %s/azure-credential", "reate the Secret"};
    putSecrets("weak", "feather");
    startOperator();
    createDeclarations();
    awaitReason("PermissionDenied");

    // When: the Secrets are deleted while no operator runs
    processes.endOperator();
    deleteSecrets();
    startOperator();
    editAll("restarted");

    // Then
    awaitReason("CredentialUnusable", remedy);
    assertThat(writers()).isEmpty();

    // When: they are deleted while it runs
    putSecrets("weak", "feather");
    awaitReason("PermissionDenied");
    deleteSecrets();
    awaitReason("CredentialUnusable", remedy);
    editAll("deleted");

    // Then
    awaitReason("CredentialUnusable", remedy);
    assertThat(writers()).isEmpty();

    // When: the declarations are created again, so that no status is left
    deleteDeclarations();
    createDeclarations();

    // Then
    awaitReason("CredentialUnusable", remedy);
    assertThat(writers()).isEmpty();

    // When: the Secrets are there again, and may do what is declared
    putSecrets("strong", "anvil");

    // Then
    awaitReason("Converged");
    assertThat(writers()).containsExactly("strong");
  }
}
