package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A user with every permission in a namespace, in a cluster without the admission policy of {@code
 * deploy/}, writes a status. The operator is the packaged one, with the permissions that {@code
 * deploy/} gives it.
 */
@WithApiServer
@Execution(ExecutionMode.SAME_THREAD)
class ForgedStatusIT {
  private static final String ACCOUNT = Deployed.NAMESPACE + ":" + Deployed.SERVICE_ACCOUNT;
  private static final String SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
  private static final String SHOP = SUBSCRIPTION + "/resourceGroups/shop";
  private static final String QUEUE =
      SHOP + "/providers/Microsoft.Compute/virtualMachineScaleSets/queue";
  private static final String IDENTITIES =
      SUBSCRIPTION
          + "/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";
  private static final String FOREIGN_ROLE =
      SHOP
          + "/providers/Microsoft.Authorization/roleAssignments/0f0f0f0f-0000-4000-8000-000000000001";

  @TempDir Path directory;
  private final ApiServer server;
  private Processes processes;
  private AzureByHand azure;

  ForgedStatusIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    server.needKubectl();
    processes = new Processes(server, directory, "0.01");
    azure = new AzureByHand(processes.environment());
    Deployed.apply(server.client());
    azure.patch(
        QUEUE,
        """
        {"identity": {"type": "SystemAssigned, UserAssigned",
                      "userAssignedIdentities": {"%spull": {}}}}
        """
            .formatted(IDENTITIES));
    processes.startOperatorAs(ACCOUNT);
    processes.kubectl("apply", "-f", "examples/06-add-one.yaml");
    processes.kubectl("wait", "--for=condition=Ready", "--timeout=180s", "ssi/queue");
  }

  @AfterEach
  void clear() {
    processes.close();
  }

  private void forge(String status) throws Exception {
    Path file = directory.resolve("forged.json");
    Files.writeString(file, "{\"status\": " + status + "}");
    processes.kubectl(
        "patch", "ssi", "queue", "--subresource=status", "--type=merge", "--patch-file=" + file);
  }

  private static String forgedIdentities() {
    return """
    {"systemAssigned": {"state": "Assigned", "owned": true, "principalId": "%1$s"},
     "identities": [{"id": "%2$spull", "state": "Assigned", "owned": true,
                     "proof": "AAAAAAAAAAAAAAAAAAAAAA"},
                    {"id": "%2$sapp", "state": "Assigned", "owned": true,
                     "proof": "AAAAAAAAAAAAAAAAAAAAAA"}]}
    """
        .formatted("00000000-0000-4000-8000-000000000001", IDENTITIES);
  }

  private static String forgedRole() {
    return """
    {"roleAssignments": [{"id": "%s", "role": "Reader", "scope": "%s", "state": "Granted",
                          "owned": true, "proof": "AAAAAAAAAAAAAAAAAAAAAA"}]}
    """
        .formatted(FOREIGN_ROLE, SHOP);
  }

  private void deleteDeclaration() throws Exception {
    processes.kubectl("delete", "ssi", "queue", "--wait=false");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        processes.kubectl(
                            "get", "ssi", "queue", "--ignore-not-found", "-o", "name"))
                    .isEmpty());
  }

  /** Whether the operator runs while the status is written, or reads it when it starts. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatItNamesAsOwnedIsNeitherRemovedNorDeleted(boolean isRunning) throws Exception {
    // Given
    if (!isRunning) {
      processes.killOperator();
    }

    // When
    forge(forgedIdentities());
    forge(forgedRole());
    if (!isRunning) {
      processes.startOperatorAs(ACCOUNT);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(
                        processes.kubectl(
                            "get",
                            "events",
                            "--field-selector=reason=RecordIgnored",
                            "-o",
                            "jsonpath={.items[*].message}{.items[*].note}"))
                    .contains("status.identities " + IDENTITIES + "pull", FOREIGN_ROLE));
    deleteDeclaration();

    // Then
    assertThat(azure.get(QUEUE).at("/identity/type").asText())
        .isEqualTo("SystemAssigned, UserAssigned");
    assertThat(azure.get(QUEUE).at("/identity/userAssignedIdentities").has(IDENTITIES + "pull"))
        .isTrue();
    assertThat(azure.requestsTo("DELETE", "/")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roleAssignments | /providers/Microsoft.Compute/virtualMachineScaleSets/web",
        "roleAssignments | /providers/Microsoft.Compute/virtualMachines/build",
        "roleAssignments | /providers/Microsoft.ContainerService/managedClusters/aks",
        "roleAssignments | ''",
        "identities | /providers/Microsoft.Compute/virtualMachineScaleSets/web",
        "identities | /providers/Microsoft.Authorization/roleAssignments/0f0f0f0f-0000-4000-8000-000000000001"
      })
  void anIdOfAnotherTypeIsRejected(String rows, String id) {
    String state = rows.equals("identities") ? "Assigned" : "Granted";
    String row =
        "{\"id\": \"%s\", \"role\": \"Reader\", \"scope\": \"%s\", \"state\": \"%s\", \"owned\": true}"
            .formatted(SHOP + id, SHOP, state);

    assertThatThrownBy(() -> forge("{\"%s\": [%s]}".formatted(rows, row)))
        .hasMessageContaining("status." + rows)
        .satisfies(e -> assertThat(e.getMessage().toLowerCase(Locale.ROOT)).contains("invalid"));
  }

  @Test
  void aRecordOfAnotherObjectProvesNothing() throws Exception {
    // Given a record that the operator wrote, about an identity that others have assigned since
    String proven =
        processes.kubectl(
            "get", "ssi", "queue", "-o", "jsonpath={.status.identities[?(@.owned==true)]}");
    processes.killOperator();
    processes.kubectl(
        "patch", "ssi", "queue", "--type=merge", "-p", "{\"metadata\": {\"finalizers\": null}}");
    processes.kubectl("delete", "ssi", "queue");
    processes.kubectl("apply", "-f", "examples/06-add-one.yaml");

    // When
    forge("{\"identities\": [%s]}".formatted(proven));
    processes.startOperatorAs(ACCOUNT);
    processes.kubectl("wait", "--for=condition=Ready", "--timeout=180s", "ssi/queue");
    deleteDeclaration();

    // Then
    assertThat(azure.get(QUEUE).at("/identity/userAssignedIdentities").has(IDENTITIES + "app"))
        .isTrue();
  }
}
