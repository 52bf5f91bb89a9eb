package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the packaged operator keeps of credentials that are not used any more. */
@WithApiServer
@Execution(ExecutionMode.SAME_THREAD)
class CredentialsComeAndGoIT {
  private static final int TEAMS = 9;
  private static final String GROUP =
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shop";

  @TempDir Path directory;
  private final ApiServer server;
  private final List<String> namespaces = new ArrayList<>();

  CredentialsComeAndGoIT(ApiServer server) {
    this.server = server;
  }

  private Path seed() throws IOException {
    StringBuilder seed =
        new StringBuilder(
            """
            subscription: 11111111-2222-3333-4444-555555555555
            identities: [{resourceGroup: shop, name: app}]
            scaleSets:
            """);
    for (int i = 0; i <= TEAMS; i++) {
      seed.append("  - {resourceGroup: shop, name: set-%d}%n".formatted(i));
    }
    return Files.writeString(directory.resolve("seed.yaml"), seed);
  }

  private void declare(String namespace, int number) {
    ScaleSetIdentity declaration =
        Serialization.unmarshal(
            """
            apiVersion: managedidentity.dev/v1alpha1
            kind: ScaleSetIdentity
            metadata: {name: web}
            spec:
              scaleSet: {id: %1$s/providers/Microsoft.Compute/virtualMachineScaleSets/set-%2$d}
              userAssigned:
                - id: %1$s/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app
            """
                .formatted(GROUP, number),
            ScaleSetIdentity.class);
    server.client().resource(declaration).inNamespace(namespace).create();
  }

  private static Secret secret(String tenant, int number) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("azure-credential")
        .endMetadata()
        .withStringData(
            Map.of(
                "AZURE_TENANT_ID",
                tenant,
                "AZURE_CLIENT_ID",
                "team-" + number,
                "AZURE_CLIENT_SECRET",
                "any"))
        .build();
  }

  private boolean isReady(String namespace) {
    ScaleSetIdentity declaration =
        server
            .client()
            .resources(ScaleSetIdentity.class)
            .inNamespace(namespace)
            .withName("web")
            .get();
    return declaration.getStatus() != null
        && declaration.getStatus().conditions.stream()
            .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }

  private static void awaitFor(Duration longest, ThrowingRunnable holds) {
    await().atMost(longest).pollInterval(Duration.ofMillis(500)).untilAsserted(holds);
  }

  /** Objects of the class in the process, after a collection. */
  private static long instances(long pid, String type) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    jcmd.getOutputStream().close();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as(said).isZero();
    return said.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length >= 4 && columns[3].equals(type))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }

  private static long credentials(long pid) throws Exception {
    return instances(pid, "dev.managedidentity.azure.Arm");
  }

  private static long selectors(long pid) throws Exception {
    return instances(pid, "jdk.internal.net.http.HttpClientImpl$SelectorManager");
  }

  /** Where the system tells; 0 elsewhere. */
  private static long openFiles(long pid) throws IOException {
    Path files = Path.of("/proc", Long.toString(pid), "fd");
    if (!Files.isDirectory(files)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(files)) {
      return open.count();
    }
  }

  @Test
  void namespacesWithASecretThatComeAndGoLeaveNothingBehind() throws Exception {
    Deployed.apply(server.client());
    try (Processes processes =
        new Processes(server, directory, List.of("--time-factor=0.01", "--seed=" + seed()))) {
      // Given
      String tenant = processes.environment().get("AZURE_TENANT_ID");
      for (int i = 0; i < TEAMS; i++) {
        namespaces.add(server.newNamespace("team"));
      }
      processes.startOperatorAs(
          Deployed.NAMESPACE + ":" + Deployed.SERVICE_ACCOUNT,
          "--namespaces=" + String.join(",", namespaces),
          "--max-removals=0");
      long pid = processes.operatorPid();
      declare(processes.namespace(), TEAMS);
      awaitFor(Duration.ofMinutes(3), () -> assertThat(isReady(processes.namespace())).isTrue());
      long own = credentials(pid);
      long clients = selectors(pid);
      long files = openFiles(pid);
      for (int round = 0; round < 2; round++) {
        // When
        for (int i = 0; i < TEAMS; i++) {
          server.client().resource(secret(tenant, i)).inNamespace(namespaces.get(i)).create();
          declare(namespaces.get(i), i);
        }
        awaitFor(Duration.ofMinutes(3), () -> assertThat(namespaces).allMatch(this::isReady));

        // Then
        assertThat(credentials(pid)).isEqualTo(own + TEAMS);
        assertThat(selectors(pid)).as("HTTP clients").isEqualTo(clients);

        // When the Secret goes first, as it may with its namespace
        for (String namespace : namespaces) {
          server.client().resource(secret(tenant, 0)).inNamespace(namespace).delete();
          server
              .client()
              .resources(ScaleSetIdentity.class)
              .inNamespace(namespace)
              .withName("web")
              .delete();
        }

        // Then
        awaitFor(
            Duration.ofMinutes(2),
            () -> {
              for (String namespace : namespaces) {
                assertThat(
                        server
                            .client()
                            .resources(ScaleSetIdentity.class)
                            .inNamespace(namespace)
                            .list()
                            .getItems())
                    .isEmpty();
              }
            });
        awaitFor(Duration.ofMinutes(3), () -> assertThat(credentials(pid)).isEqualTo(own));
      }
      assertThat(selectors(pid)).as("HTTP clients").isEqualTo(clients);
      // A client of its own had five open files for each of the eighteen; some more connections are
      // kept alive, and classes loaded, for a while.
      assertThat(openFiles(pid)).as("open files").isLessThan(files + 30);
    }
  }
}
