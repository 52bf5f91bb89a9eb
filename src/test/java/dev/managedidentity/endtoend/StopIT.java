package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged operator, with the permissions that deploy/ gives it, is told to stop. */
@WithApiServer
@Execution(ExecutionMode.SAME_THREAD)
class StopIT {
  private static final String ACCOUNT = Deployed.NAMESPACE + ":" + Deployed.SERVICE_ACCOUNT;
  private static final String LEASE = "scaleset-identity";
  private static final String IDENTITIES =
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/identities/providers"
          + "/Microsoft.ManagedIdentity/userAssignedIdentities/";

  /** A stop that waits for nothing takes a second or two; one that waits takes twenty. */
  private static final Duration PROMPT = Duration.ofSeconds(10);

  /** With a second for the machine, which is busy with other tests. */
  private static final Duration LATEST = Duration.ofSeconds(21);

  @TempDir Path directory;
  private final ApiServer server;
  private Processes processes;

  StopIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    server.needKubectl();
    processes = new Processes(server, directory, "0.01");
    Deployed.apply(server.client());
    // The same permissions on a lease in the namespace of the test, where no other test takes it.
    Path lease = directory.resolve("lease.yaml");
    Files.writeString(
        lease,
        Files.readString(Path.of("deploy", "lease-role.yaml"))
            .replace(
                "  namespace: managed-identity-system\n  labels",
                "  namespace: " + processes.namespace() + "\n  labels"));
    processes.kubectl("apply", "-f", lease.toString());
  }

  @AfterEach
  void clear() {
    processes.close();
  }

  private void startElected() throws Exception {
    processes.startOperatorAs(ACCOUNT, election());
    processes.awaitLog("has the lease");
  }

  private String[] election() {
    return new String[] {"--leader-election", "--lease-namespace=" + processes.namespace()};
  }

  private String holder() throws Exception {
    return processes.kubectl(
        "get",
        "lease",
        LEASE,
        "-o",
        "jsonpath={.spec.holderIdentity}/{.spec.leaseDurationSeconds}");
  }

  /** Such a lease expires within a second, whoever is still named in it. */
  private boolean isGivenBack() throws Exception {
    return holder().endsWith("/1");
  }

  private AzureByHand azure() throws Exception {
    return new AzureByHand(processes.environment());
  }

  private void apply(String yaml) throws Exception {
    Path file = directory.resolve("declared.yaml");
    Files.writeString(file, yaml);
    processes.kubectl("apply", "-f", file.toString());
  }

  private void apply(String name, String spec) throws Exception {
    apply(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: ScaleSetIdentity
        metadata: {name: %s}
        spec:
          scaleSet: {resourceGroup: shop, name: %s}
          %s
        """
            .formatted(name, name, spec));
  }

  /** How long the process took to end after its signals. */
  private Duration stop(int code, String... signals) throws Exception {
    long start = System.nanoTime();
    for (String signal : signals) {
      processes.signalOperator(signal);
    }
    assertThat(processes.awaitEnd()).as(processes.log("operator")).isEqualTo(code);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void withoutWorkItEndsAtOnceAndGivesTheLeaseBack(String signal, int code) throws Exception {
    // Given
    startElected();
    processes.kubectl("apply", "-f", "examples/06-add-one.yaml");
    processes.kubectl("wait", "--for=condition=Ready", "--timeout=180s", "ssi/queue");

    // When
    Duration took = stop(code, signal);

    // Then
    assertThat(took).isLessThan(PROMPT);
    assertThat(isGivenBack()).isTrue();
    assertThat(processes.log("operator")).contains("stopped").doesNotContain("ERROR");
  }

  @Test
  void whileItWaitsForTheLeaseItEndsAtOnce() throws Exception {
    // Given
    apply(
        """
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: %s}
        spec:
          holderIdentity: other
          leaseDurationSeconds: 3600
          acquireTime: "2026-01-01T00:00:00.000000Z"
          renewTime: "2100-01-01T00:00:00.000000Z"
        """
            .formatted(LEASE));
    processes.startOperatorAs(ACCOUNT, election());

    // When
    Duration took = stop(143, "TERM");

    // Then
    assertThat(took).isLessThan(PROMPT);
    assertThat(holder()).isEqualTo("other/3600");
  }

  @ParameterizedTest
  @CsvSource({"--leader-election=true", "--leader-election=false"})
  void whileItStartsItEndsAtOnce(String election) throws Exception {
    // Given an API server that takes requests and never answers
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      processes.launchOperator(
          Map.of(
              "KUBECONFIG", "",
              "KUBERNETES_AUTH_TRYKUBECONFIG", "false",
              "KUBERNETES_MASTER", "http://127.0.0.1:" + silent.getLocalPort()),
          election,
          "--lease-namespace=" + processes.namespace());
      silent.accept();

      // When
      Duration took = stop(143, "TERM");

      // Then
      assertThat(took).isLessThan(PROMPT);
    }
  }

  @Test
  void whileAzureStallsNothingMoreIsSentAndTheLeaseIsKept() throws Exception {
    // Given
    AzureByHand azure = azure();
    startElected();
    azure.putFaults("[{match: {method: PATCH}, stall: 600}]");
    apply("queue", "userAssigned: [{id: %sapp}]".formatted(IDENTITIES));
    await().until(() -> azure.requests("PATCH", "/queue") == 1);

    // When
    Duration took = stop(143, "TERM", "TERM");

    // Then
    assertThat(took).isLessThan(LATEST);
    assertThat(isGivenBack()).as(holder()).isFalse();
    assertThat(azure.requests("PATCH", "/queue")).isEqualTo(1);
    assertThat(processes.log("operator")).contains("the lease is not given back");
  }

  @Test
  void aRefusedChangeIsNotTriedAgainWithLess() throws Exception {
    // Given
    AzureByHand azure = azure();
    startElected();
    azure.putFaults("[{match: {method: PATCH}, slowDrip: 4}]");
    apply("queue", "userAssigned: [{id: %1$sapp}, {id: %1$snone}]".formatted(IDENTITIES));
    await().until(() -> azure.requests("PATCH", "/queue") == 1);

    // When
    Duration took = stop(143, "TERM");

    // Then
    assertThat(took).isLessThan(PROMPT);
    assertThat(azure.requests("PATCH", "/queue")).isEqualTo(1);
    assertThat(isGivenBack()).isTrue();

    // When
    azure.putFaults("[]");
    startElected();
    processes.kubectl(
        "wait",
        "--for=jsonpath={.status.identities[?(@.id==\"%sapp\")].state}=Assigned"
            .formatted(IDENTITIES),
        "--timeout=180s",
        "ssi/queue");

    // Then
    assertThat(azure.requests("PATCH", "/queue"))
        .as("one of them tries with less")
        .isGreaterThan(1);
  }

  @Test
  void ofSeveralRolesTheRestIsNotGranted() throws Exception {
    // Given
    AzureByHand azure = azure();
    startElected();
    azure.putFaults("[{match: {method: PUT, path: roleAssignments}, slowDrip: 4}]");
    apply(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: UserAssignedIdentity
        metadata: {name: app}
        spec:
          resourceGroup: identities
          roleAssignments:
            - {role: Reader, scope: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shop}
            - {role: Contributor, scope: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shop}
            - {role: Managed Identity Operator, scope: /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shop}
        """);
    await().until(() -> azure.requestsTo("PUT", "roleAssignments/") == 1);

    // When
    Duration took = stop(143, "TERM");

    // Then
    assertThat(took).isLessThan(PROMPT);
    assertThat(azure.requestsTo("PUT", "roleAssignments/")).isEqualTo(1);
    assertThat(isGivenBack()).isTrue();

    // When
    azure.putFaults("[]");
    startElected();
    processes.kubectl("wait", "--for=condition=Ready", "--timeout=180s", "uai/app");

    // Then
    assertThat(azure.requestsTo("PUT", "roleAssignments/")).isEqualTo(3);
    assertThat(
            processes.kubectl(
                "get", "uai", "app", "-o", "jsonpath={.status.roleAssignments[*].owned}"))
        .isEqualTo("true true true");
  }
}
