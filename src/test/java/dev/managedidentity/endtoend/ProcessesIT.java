package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged product with kubectl, as its README tells people to use it. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class ProcessesIT {
  private static final String SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
  private static final String SCALE_SETS =
      SUBSCRIPTION + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachineScaleSets/";
  private static final String IDENTITIES =
      SUBSCRIPTION
          + "/resourceGroups/identities/providers/Microsoft.ManagedIdentity"
          + "/userAssignedIdentities/";

  @TempDir Path directory;

  @BeforeEach
  void needsKubectl(ApiServer server) {
    server.needKubectl();
  }

  @Test
  void applyWaitGetDriftDelete(ApiServer server) throws Exception {
    try (Processes processes = new Processes(server, directory, "0.01")) {
      // Given
      processes.startOperator();
      AzureByHand azure = new AzureByHand(processes.environment());

      // When
      processes.kubectl("apply", "-f", "examples/07-add-several.yaml");
      processes.kubectl("wait", "--for=condition=Ready", "--timeout=180s", "ssi/cache");

      // Then
      assertThat(processes.kubectl("get", "ssi").lines().map(line -> line.split("\\s+")))
          .satisfiesExactly(
              head ->
                  assertThat(head)
                      .containsExactly("NAME", "READY", "REASON", "TYPE", "TARGET", "AGE"),
              row ->
                  assertThat(row)
                      .startsWith("cache", "True", "Converged", "UserAssigned", "cache"));
      assertThat(processes.kubectl("get", "ssi", "-o", "wide")).contains("has what is declared");
      assertThat(users(azure, "cache")).hasSize(3);

      // When a colleague removes two of the three by hand
      azure.patch(
          SCALE_SETS + "cache",
          "{\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"%s\":null,\"%s\":null}}}"
              .formatted(IDENTITIES + "metrics", IDENTITIES + "pull"));

      // Then
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(() -> assertThat(users(azure, "cache")).hasSize(3));
      processes.kubectl("wait", "--for=condition=Ready", "--timeout=180s", "ssi/cache");
      assertThat(processes.kubectl("describe", "ssi", "cache")).contains("DriftFound");
      assertThat(azure.requests("PATCH", "/cache")).isEqualTo(2);

      // When
      processes.kubectl("delete", "--timeout=180s", "-f", "examples/07-add-several.yaml");

      // Then
      assertThat(users(azure, "cache").fieldNames())
          .toIterable()
          .containsExactly(IDENTITIES + "app");
    }
  }

  @Test
  void aKillInTheMiddleOfAnOperationLosesNothing(ApiServer server) throws Exception {
    try (Processes processes = new Processes(server, directory, "0.15")) {
      // Given
      processes.startOperator();
      AzureByHand azure = new AzureByHand(processes.environment());
      processes.kubectl("apply", "-f", "examples/06-add-one.yaml");
      processes.kubectl(
          "wait", "--for=jsonpath={.status.operation.url}", "--timeout=180s", "ssi/queue");

      // When
      processes.killOperator();
      processes.startOperator();
      processes.kubectl("wait", "--for=condition=Ready", "--timeout=180s", "ssi/queue");

      // Then
      assertThat(azure.requests("PATCH", "/queue")).isEqualTo(1);
      assertThat(processes.kubectl("get", "ssi", "queue", "-o", "jsonpath={.status.identities}"))
          .contains("\"owned\":true");
    }
  }

  @Test
  void theProbesAnswerAndTheEndIsOrderly(ApiServer server) throws Exception {
    try (Processes processes = new Processes(server, directory, "0.01")) {
      // Given
      processes.startOperator();

      // Then
      assertThat(probe(processes, "livez")).isEqualTo(200);
      assertThat(probe(processes, "readyz")).isEqualTo(200);
      assertThat(probe(processes, "metrics")).isEqualTo(200);

      // When
      int exit = processes.endOperator();

      // Then
      assertThat(exit).as("ended by the signal").isEqualTo(143);
      assertThat(processes.log("operator")).contains("told to stop").doesNotContain("ERROR");
    }
  }

  @Test
  void anOrderlyEndGivesTheLeaseBackAndLosingItEndsTheProcess(ApiServer server) throws Exception {
    try (Processes processes = new Processes(server, directory, "0.01")) {
      // Given
      String[] election = {
        "--leader-election", "--lease-name=turn", "--lease-namespace=" + processes.namespace()
      };
      processes.startOperator(election);
      processes.awaitLog("has the lease");

      // When
      int told = processes.endOperator();

      // Then
      assertThat(told).as("ended by the signal").isEqualTo(143);
      assertThat(processes.log("operator")).contains("gave the lease").doesNotContain("ERROR");

      // When
      processes.startOperator(election);
      processes.awaitLog("has the lease");
      processes.kubectl(
          "patch", "lease", "turn", "--type=merge", "-p={\"spec\":{\"holderIdentity\":\"other\"}}");

      // Then
      assertThat(processes.awaitEnd()).isEqualTo(1);
      assertThat(processes.log("operator")).contains("lost the lease");
    }
  }

  private static JsonNode users(AzureByHand azure, String scaleSet) throws Exception {
    return azure.get(SCALE_SETS + scaleSet).at("/identity/userAssignedIdentities");
  }

  private static int probe(Processes processes, String path) throws Exception {
    URI uri = URI.create("http://localhost:" + processes.probePort() + "/" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
