package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Uninstalling the packaged operator with kubectl removes no identity and leaves nothing that
 * hangs. It runs with the shipped roles, on an API server of its own: its CRDs are deleted.
 */
@WithApiServer
@Execution(ExecutionMode.SAME_THREAD)
class UninstallIT {
  private static final String SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
  private static final List<String> NAMES = List.of("queue", "cache", "mail");
  private static final String OPERATOR = Deployed.NAMESPACE + ":" + Deployed.SERVICE_ACCOUNT;
  private static final String IN_DEPLOY = "--namespace=" + Deployed.NAMESPACE;
  private static final int CRDS = ApiServer.crds().size();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final PatchContext WITHOUT_FINALIZER = PatchContext.of(PatchType.JSON_MERGE);

  private static ApiServer server;

  @TempDir Path directory;

  @BeforeAll
  static void startAServer(ApiServer shared) {
    shared.needKubectl();
    server = ApiServer.another();
  }

  private Processes processes;
  private AzureByHand azure;

  @BeforeEach
  void install() throws Exception {
    processes = new Processes(server, directory, "0.01");
    azure = new AzureByHand(processes.environment());
    processes.kubectl("apply", "-k", "crds");
    processes.kubectl("wait", "--for=condition=Established", "--timeout=180s", "crd", "--all");
    processes.kubectl("apply", "-k", "deploy", IN_DEPLOY);
  }

  private void startOperator() throws Exception {
    processes.startOperatorAs(OPERATOR, "--operator-namespace=" + Deployed.NAMESPACE);
  }

  private void declareThree() throws Exception {
    for (String name : NAMES) {
      Path file = directory.resolve(name + ".yaml");
      Files.writeString(
          file,
          """
          apiVersion: managedidentity.dev/v1alpha1
          kind: ScaleSetIdentity
          metadata: {name: %s}
          spec:
            scaleSet:
              id: %s
            userAssigned:
              - id: %s
          """
              .formatted(name, scaleSet(name), pull()));
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> processes.kubectl("apply", "-f", file.toString()));
    }
    processes.kubectl("wait", "--for=condition=Ready", "--timeout=180s", "ssi", "--all");
    assertThat(NAMES).allSatisfy(name -> assertThat(hasIdentity(name)).isTrue());
  }

  private static String scaleSet(String name) {
    return SUBSCRIPTION
        + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachineScaleSets/"
        + name;
  }

  private static String pull() {
    return SUBSCRIPTION
        + "/resourceGroups/identities/providers/Microsoft.ManagedIdentity"
        + "/userAssignedIdentities/pull";
  }

  private boolean hasIdentity(String name) throws Exception {
    JsonNode users = azure.get(scaleSet(name)).at("/identity/userAssignedIdentities");
    return users.has(pull());
  }

  private void assertThatTheFleetIsUntouched(long changesBefore) throws Exception {
    assertThat(NAMES).allSatisfy(name -> assertThat(hasIdentity(name)).as(name).isTrue());
    assertThat(changes()).as("PATCHes").isEqualTo(changesBefore);
  }

  private long changes() throws Exception {
    long changes = 0;
    for (String name : NAMES) {
      changes += azure.requests("PATCH", "/" + name);
    }
    return changes;
  }

  private void awaitNoCrds() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(processes.kubectl("get", "crd", "-o", "name")).isEmpty());
  }

  /** What the namespace controller does, which does not run here. */
  private void finalizeNamespace() throws Exception {
    Path file = directory.resolve("namespace.json");
    Files.writeString(
        file,
        """
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}, "spec": {}}
        """
            .formatted(Deployed.NAMESPACE));
    processes.kubectl(
        "replace",
        "--raw=/api/v1/namespaces/" + Deployed.NAMESPACE + "/finalize",
        "-f",
        file.toString());
  }

  /** What is left would keep the CRDs of the next test from being deleted. */
  @AfterEach
  void close() throws Exception {
    processes.killOperator();
    var left = server.client().resources(ScaleSetIdentity.class).inAnyNamespace();
    try {
      for (ScaleSetIdentity one : left.list().getItems()) {
        server
            .client()
            .resource(one)
            .patch(WITHOUT_FINALIZER, "{\"metadata\":{\"finalizers\":null}}");
        server.client().resource(one).delete();
      }
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as("the kind may be gone").isEqualTo(404);
    }
    processes.close();
  }

  @Test
  void deletingDeployLeavesDeclarationsAndFleetAsTheyAre() throws Exception {
    // Given
    startOperator();
    declareThree();
    long changes = changes();

    // When
    processes.kubectl("delete", "-k", "deploy", "--wait=false", IN_DEPLOY);
    finalizeNamespace();

    // Then
    assertThat(processes.kubectl("get", "crd", "-o", "name").lines()).hasSize(CRDS);
    assertThat(processes.kubectl("get", "ssi", "-o", "jsonpath={.items[*].metadata.name}"))
        .isEqualTo("cache mail queue");
    assertThat(
            processes.kubectl(
                "get", "ssi", "-o", "jsonpath={.items[*].metadata.deletionTimestamp}"))
        .isEmpty();
    assertThatTheFleetIsUntouched(changes);

    // When: the pod ends too, and the operator is installed again
    processes.endOperator();
    processes.kubectl("apply", "-k", "deploy", IN_DEPLOY);
    startOperator();
    processes.kubectl("delete", "--timeout=180s", "ssi", "queue");

    // Then: what is deleted from now on is removed as ever
    assertThat(hasIdentity("queue")).isFalse();
    assertThat(hasIdentity("cache")).isTrue();
  }

  @Test
  void deletingTheCrdsWhileTheOperatorRuns() throws Exception {
    // Given
    startOperator();
    declareThree();
    long changes = changes();

    // When
    processes.kubectl("delete", "-k", "crds", "--wait=false");
    awaitNoCrds();

    // Then
    assertThatTheFleetIsUntouched(changes);
  }

  @Test
  void deletingTheCrdsWhileNoOperatorRunsAndInstallingItAgain() throws Exception {
    // Given
    startOperator();
    declareThree();
    long changes = changes();
    processes.endOperator();

    // When
    processes.kubectl("delete", "-k", "crds", "--wait=false");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        processes.kubectl(
                            "get", "ssi", "-o", "jsonpath={.items[*].metadata.deletionTimestamp}"))
                    .contains(" "));
    // Those without objects are gone, and an operator needs them; the other is terminating.
    processes.kubectl("apply", "-k", "crds");
    startOperator();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(processes.kubectl("get", "crd", "-o", "name"))
                    .as(processes.log("operator"))
                    .doesNotContain("scalesetidentities"));

    // Then
    assertThatTheFleetIsUntouched(changes);
  }

  @Test
  void deletingADeclarationWhileTheNamespaceOfTheOperatorIsBeingDeleted() throws Exception {
    // Given
    startOperator();
    declareThree();
    long changes = changes();

    // When
    processes.kubectl("delete", "namespace", Deployed.NAMESPACE, "--wait=false");
    processes.kubectl("delete", "--timeout=180s", "ssi", "--all");

    // Then
    assertThatTheFleetIsUntouched(changes);
    finalizeNamespace();
  }

  @Test
  void aDeletionFromBeforeTheNamespaceOfTheOperatorWasCreated() throws Exception {
    // Given
    startOperator();
    declareThree();
    long changes = changes();
    processes.endOperator();

    // When: uninstalled, deleted meanwhile, installed again
    processes.kubectl("delete", "namespace", Deployed.NAMESPACE, "--wait=false");
    finalizeNamespace();
    processes.kubectl("delete", "--wait=false", "ssi", "--all");
    processes.kubectl("apply", "-k", "deploy", IN_DEPLOY);
    startOperator();

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(processes.kubectl("get", "ssi", "-o", "name")).doesNotContain("/"));
    assertThatTheFleetIsUntouched(changes);
  }

  @Test
  void deletionsBeyondTheLimitAreHeldUntilTheyAreReleased() throws Exception {
    // Given
    processes.startOperatorAs(
        OPERATOR, "--operator-namespace=" + Deployed.NAMESPACE, "--max-removals=1");
    declareThree();

    // When
    processes.kubectl("delete", "--wait=false", "ssi", "--all");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(processes.kubectl("get", "ssi").lines().skip(1))
                    .hasSize(2)
                    .allMatch(line -> line.contains("RemovalHeld")));

    // Then
    assertThat(remaining()).isEqualTo(2);

    // When: the operator starts again
    processes.endOperator();
    processes.startOperatorAs(
        OPERATOR, "--operator-namespace=" + Deployed.NAMESPACE, "--max-removals=1");
    processes.kubectl(
        "annotate",
        "namespace",
        processes.namespace(),
        "managedidentity.dev/release-removals=" + Instant.now().plusSeconds(1));

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(processes.kubectl("get", "ssi", "-o", "name")).doesNotContain("/"));
    assertThat(remaining()).isZero();
  }

  private int remaining() throws Exception {
    int remaining = 0;
    for (String name : NAMES) {
      remaining += hasIdentity(name) ? 1 : 0;
    }
    return remaining;
  }
}
