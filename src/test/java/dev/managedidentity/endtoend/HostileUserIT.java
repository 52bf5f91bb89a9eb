package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A user with the shipped editor role gets nothing from Azure that the AzureAccess of her namespace
 * does not allow: neither with the shipped admission policy nor without it. The packaged operator
 * runs as deploy/ sets it up, on an API server of its own, since the policy is removed.
 */
@WithApiServer
@Execution(ExecutionMode.SAME_THREAD)
class HostileUserIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String SEED =
      """
      subscription: 11111111-2222-3333-4444-555555555555
      identities:
        - {resourceGroup: team-ids, name: mine}
        - {resourceGroup: payroll-ids, name: payroll}
        - {resourceGroup: production, name: admin}
      scaleSets:
        - {resourceGroup: team, name: web}
        - {resourceGroup: payroll, name: wages}
      virtualMachines:
        - {resourceGroup: team, name: box}
      """;

  private static final String ACCESS =
      """
      apiVersion: managedidentity.dev/v1alpha1
      kind: AzureAccess
      metadata: {name: team}
      spec:
        namespaceSelector: {names: [NAMESPACE]}
        credential: Operator
        allowed:
          modes: [Additive]
          targets: ["SUBSCRIPTION/resourceGroups/team/**"]
          identities: ["SUBSCRIPTION/resourceGroups/team-ids/**"]
          manageIdentities: ["SUBSCRIPTION/resourceGroups/team-ids/**"]
      """;

  /** What she may do. */
  private static final String OWN = scaleSet("web", "team", "team-ids", "mine");

  private static final Attempt ANOTHER_TEAMS_SCALE_SET =
      new Attempt(
          "ScaleSetIdentity",
          "wages",
          scaleSet("wages", "payroll", "team-ids", "mine"),
          "virtualmachinescalesets/wages in allowed.targets",
          "virtualMachineScaleSets/wages in allowed.targets");

  private static final Attempt PRODUCTIONS_ADMIN_ON_HER_MACHINE =
      new Attempt(
          "VirtualMachineIdentity",
          "box",
          """
          apiVersion: managedidentity.dev/v1alpha1
          kind: VirtualMachineIdentity
          metadata: {name: box}
          spec:
            virtualMachine: {id: "SUBSCRIPTION/resourceGroups/team/providers/Microsoft.Compute/virtualMachines/box"}
            userAssigned:
              - {id: "SUBSCRIPTION/resourceGroups/production/providers/Microsoft.ManagedIdentity/userAssignedIdentities/admin"}
          """,
          "userAssignedIdentities/admin in allowed.identities",
          "userAssignedIdentities/admin in allowed.identities");

  private static final Attempt OWNER_OF_THE_SUBSCRIPTION =
      new Attempt(
          "UserAssignedIdentity",
          "mine",
          """
          apiVersion: managedidentity.dev/v1alpha1
          kind: UserAssignedIdentity
          metadata: {name: mine}
          spec:
            subscriptionId: 11111111-2222-3333-4444-555555555555
            resourceGroup: team-ids
            roleAssignments: [{role: Owner, scope: "SUBSCRIPTION"}]
          """,
          "does not list the role Owner on " + SUBSCRIPTION + " in allowed.roleAssignments",
          "lists the role Owner on " + SUBSCRIPTION + " in allowed.roleAssignments");

  private static final Attempt ADOPTING_ANOTHER_TEAMS_IDENTITY =
      new Attempt(
          "UserAssignedIdentity",
          "payroll",
          """
          apiVersion: managedidentity.dev/v1alpha1
          kind: UserAssignedIdentity
          metadata: {name: payroll}
          spec:
            subscriptionId: 11111111-2222-3333-4444-555555555555
            resourceGroup: payroll-ids
            tags: {owner: mallory}
            deletionPolicy: Delete
          """,
          "userassignedidentities/payroll in allowed.manageIdentities",
          "userAssignedIdentities/payroll in allowed.manageIdentities");

  private static final List<Attempt> ATTEMPTS =
      List.of(
          ANOTHER_TEAMS_SCALE_SET,
          PRODUCTIONS_ADMIN_ON_HER_MACHINE,
          OWNER_OF_THE_SUBSCRIPTION,
          ADOPTING_ANOTHER_TEAMS_IDENTITY);

  @TempDir Path directory;
  private final ApiServer server = ApiServer.another();
  private final KubernetesClient administrator = server.client();
  private Processes processes;
  private AzureByHand azure;
  private KubernetesClient user;

  /**
   * What she tries.
   *
   * @param atAdmission which rule is missing, as the admission policy says it
   * @param missing the same as the operator says it
   */
  private record Attempt(
      String kind, String name, String manifest, String atAdmission, String missing) {}

  private static String scaleSet(String name, String group, String ids, String identity) {
    return """
    apiVersion: managedidentity.dev/v1alpha1
    kind: ScaleSetIdentity
    metadata: {name: %1$s}
    spec:
      scaleSet: {id: "SUBSCRIPTION/resourceGroups/%2$s/providers/Microsoft.Compute/virtualMachineScaleSets/%1$s"}
      userAssigned:
        - {id: "SUBSCRIPTION/resourceGroups/%3$s/providers/Microsoft.ManagedIdentity/userAssignedIdentities/%4$s"}
    """
        .formatted(name, group, ids, identity);
  }

  @BeforeEach
  void install() throws Exception {
    Deployed.apply(administrator);
    Path seed = Files.writeString(directory.resolve("seed.yaml"), SEED);
    processes = new Processes(server, directory, List.of("--time-factor=0.01", "--seed=" + seed));
    azure = new AzureByHand(processes.environment());
    administrator
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(processes.namespace())
                .withName("mallory")
                .endMetadata()
                .withNewRoleRef(
                    "rbac.authorization.k8s.io", "ClusterRole", "scaleset-identity-editor")
                .addNewSubject("rbac.authorization.k8s.io", "User", "mallory", null)
                .build())
        .create();
    Config config =
        new ConfigBuilder(administrator.getConfiguration())
            .withImpersonateUsername("mallory")
            .withImpersonateGroups("system:authenticated")
            .build();
    user =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    administrator.resource(read(ACCESS)).create();
    processes.startOperatorAs(
        Deployed.NAMESPACE + ":" + Deployed.SERVICE_ACCOUNT, "--require-azure-access");
  }

  @AfterEach
  void clear() {
    processes.close();
    user.close();
  }

  private GenericKubernetesResource read(String manifest) {
    return Serialization.unmarshal(
        manifest.replace("NAMESPACE", processes.namespace()).replace("SUBSCRIPTION", SUBSCRIPTION),
        GenericKubernetesResource.class);
  }

  private Resource<GenericKubernetesResource> asUser(String manifest) {
    return user.resource(read(manifest)).inNamespace(processes.namespace());
  }

  private void awaitReady(String manifest, String reason, String... words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode ready = ready(manifest);
              assertThat(ready.path("reason").asText())
                  .as(ready + "\n" + processes.log("operator"))
                  .isEqualTo(reason);
              for (String word : words) {
                assertThat(ready.path("message").asText()).contains(word);
              }
            });
  }

  private JsonNode ready(String manifest) {
    JsonNode now = JSON.valueToTree(asUser(manifest).get());
    for (JsonNode condition : now.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition;
      }
    }
    throw new AssertionError("no condition yet: " + now);
  }

  /** Every write that Azure was asked for by the operator, with its path below the subscription. */
  private List<String> writes() throws Exception {
    List<String> writes = new ArrayList<>();
    for (JsonNode request : azure.get("/_emulator/requests")) {
      String path = request.path("path").asText();
      if (path.startsWith("/subscriptions/") && !request.path("method").asText().equals("GET")) {
        writes.add(request.path("method").asText() + " " + path.substring(SUBSCRIPTION.length()));
      }
    }
    return writes;
  }

  private boolean isPayrollThere() throws Exception {
    try {
      azure.get(
          SUBSCRIPTION
              + "/resourceGroups/payroll-ids/providers/Microsoft.ManagedIdentity"
              + "/userAssignedIdentities/payroll");
      return true;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("ResourceNotFound");
      return false;
    }
  }

  @Test
  void sheGetsWhatTheAzureAccessOfHerNamespaceAllowsAndNothingElse() throws Exception {
    // Given: what is allowed is done
    asUser(OWN).create();
    awaitReady(OWN, "Converged");
    List<String> allowed = writes();
    assertThat(allowed).hasSize(1).first().asString().startsWith("PATCH").endsWith("/web");

    // Then: what is not is rejected, with the missing rule
    for (Attempt attempt : ATTEMPTS) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> asUser(attempt.manifest()).dryRun().create())
                      .isInstanceOf(KubernetesClientException.class)
                      .hasMessageContaining("may not do this in Azure: AzureAccess team")
                      .hasMessageContaining(attempt.atAdmission()));
      assertThatThrownBy(() -> asUser(attempt.manifest()).create())
          .isInstanceOf(KubernetesClientException.class);
    }

    // When: the policy is not there
    administrator
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicyBindings()
        .withName("azureaccess.managedidentity.dev")
        .delete();
    for (Attempt attempt : ATTEMPTS) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(KubernetesClientException.class)
          .until(() -> asUser(attempt.manifest()).create() != null);
    }

    // Then: the operator itself refuses, and prints what would allow it
    Map<String, String> printed = new TreeMap<>();
    for (Attempt attempt : ATTEMPTS) {
      awaitReady(
          attempt.manifest(), "PermissionDenied", "Not allowed by AzureAccess", attempt.missing());
      String message = ready(attempt.manifest()).path("message").asText();
      printed.put(attempt.name(), message.substring(message.indexOf("apiVersion:")));
    }
    assertThat(writes()).isEqualTo(allowed);

    // When she deletes what was refused, with deletionPolicy Delete
    asUser(ADOPTING_ANOTHER_TEAMS_IDENTITY.manifest()).delete();
    await()
        .atMost(PATIENCE)
        .until(() -> asUser(ADOPTING_ANOTHER_TEAMS_IDENTITY.manifest()).get() == null);

    // Then
    assertThat(isPayrollThere()).isTrue();
    assertThat(writes()).isEqualTo(allowed);

    // When an administrator applies what was printed
    asUser(ADOPTING_ANOTHER_TEAMS_IDENTITY.manifest()).create();
    printed.values().forEach(yaml -> administrator.resource(read(yaml)).create());

    // Then
    for (Attempt attempt : ATTEMPTS) {
      awaitReady(attempt.manifest(), "Converged");
    }
    assertThat(writes()).hasSizeGreaterThan(allowed.size());

    // When: the AzureAccess lists the identity, which allows deleting it
    asUser(ADOPTING_ANOTHER_TEAMS_IDENTITY.manifest()).delete();

    // Then
    await().atMost(PATIENCE).until(() -> !isPayrollThere());
  }
}
