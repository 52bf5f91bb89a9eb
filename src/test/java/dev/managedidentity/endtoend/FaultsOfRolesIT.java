package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Grants.READER;
import static dev.managedidentity.endtoend.Grants.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.endtoend.Grants.Grant;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure answering wrongly about roles: the right reason, one grant, and ours alone taken away. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class FaultsOfRolesIT {
  private static final String ASSIGNMENT = "/roleAssignments/[^/]+";

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private Grants grants;
  private String web;

  FaultsOfRolesIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    stage = Stage.impatient(server, directory);
    grants = new Grants(new AzureByHand(stage.emulator.environment()));
    web = stage.scaleSet("web");
    stage.change(web, "SystemAssigned");
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  private void fault(String method, String path, String fault) {
    stage.emulator.faults(
        "[{match: {method: %s, path: '%s$'}, %s}]"
            .formatted(method, path, fault.contains("times") ? fault : fault + ", times: 1"));
  }

  private void declare() {
    stage.declare(
        "web",
        web,
        spec -> {
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(role("Reader", stage.group()));
        });
  }

  private void reasonsOfGranting(String reason) {
    try (Watched watched = Watched.of(stage, ScaleSetIdentity.class, "web")) {
      declare();
      stage.awaitReady("web");
      assertThat(watched.reasons()).contains(reason);
    }
  }

  private RoleAssignmentRow row() {
    return stage.get("web").getStatus().roleAssignments.get(0);
  }

  private void grantedOnceAndOurs() throws Exception {
    String principal = stage.live(web).path("principalId").asText();
    assertThat(grants.at(stage.group()))
        .containsExactly(new Grant(row().id, principal, READER, "ServicePrincipal"));
    assertThat(row().state).isEqualTo(RoleAssignmentState.Granted);
    assertThat(row().owned).isTrue();
    assertThat(row().reason).isNull();
    assertThat(stage.sent("DELETE", ASSIGNMENT)).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "roleDefinitions | status: 401                                | CredentialUnusable",
        "roleDefinitions | status: 403                                | PermissionDenied",
        "roleDefinitions | status: 404, body: {proxy: 'no such page'} | AzureUnavailable",
        "roleDefinitions | status: 429, retryAfter: 2                 | Throttled",
        "roleDefinitions | status: 500                                | AzureUnavailable",
        "roleDefinitions | garbage: true                              | AzureUnavailable",
        "roleDefinitions | empty: true                                | AzureUnavailable",
        "roleDefinitions | truncate: true                             | AzureUnavailable",
        "roleDefinitions | reset: true, times: 2                      | AzureUnavailable",
        "roleDefinitions | stall: 20                                  | AzureUnavailable",
        "roleAssignments | status: 401                                | CredentialUnusable",
        "roleAssignments | status: 403                                | PermissionDenied",
        "roleAssignments | status: 404, body: {proxy: 'no such page'} | AzureUnavailable",
        "roleAssignments | status: 429, retryAfter: 2                 | Throttled",
        "roleAssignments | status: 500                                | AzureUnavailable",
        "roleAssignments | garbage: true                              | AzureUnavailable",
        "roleAssignments | empty: true                                | AzureUnavailable",
        "roleAssignments | truncate: true                             | AzureUnavailable",
        "roleAssignments | reset: true, times: 2                      | AzureUnavailable",
        "roleAssignments | stall: 20                                  | AzureUnavailable"
      })
  void whatCannotBeReadIsNotGrantedTwice(String list, String fault, String reason)
      throws Exception {
    // Given
    fault("GET", list, fault);

    // When
    reasonsOfGranting(reason);

    // Then
    grantedOnceAndOurs();
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "status: 401                                    | CredentialUnusable | 2",
        "status: 403                                    | PermissionDenied   | 2",
        "status: 404                                    | WaitingForScope    | 2",
        "status: 404, body: {proxy: 'no such page'}     | AzureUnavailable   | 2",
        "status: 409, code: ScopeLocked                 | Locked             | 2",
        "status: 409, code: RoleAssignmentExists        | Updating           | 2",
        "status: 409                                    | Updating           | 2",
        "status: 412                                    | Updating           | 2",
        "status: 429, retryAfter: 2                     | Throttled          | 2",
        "status: 500                                    | AzureUnavailable   | 2",
        "garbage: true                                  | AzureUnavailable   | 2",
        "reset: true                                    | AzureUnavailable   | 2",
        "stall: 20                                      | AzureUnavailable   | 2",
        "garbage: true, after: true                     | AzureUnavailable   | 1",
        "truncate: true, after: true                    | AzureUnavailable   | 1",
        "reset: true, after: true                       | AzureUnavailable   | 1",
        "stall: 20, after: true                         | AzureUnavailable   | 1",
        "status: 500, after: true                       | AzureUnavailable   | 1"
      })
  void aRoleIsGrantedOnceAllTheSame(String fault, String reason, int puts) throws Exception {
    // Given
    fault("PUT", ASSIGNMENT, fault);

    // When
    reasonsOfGranting(reason);

    // Then
    grantedOnceAndOurs();
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(puts);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "status: 401                                | CredentialUnusable",
        "status: 403                                | PermissionDenied",
        "status: 404, body: {proxy: 'no such page'} | AzureUnavailable",
        "status: 409, code: ScopeLocked             | Locked",
        "status: 409                                | Updating",
        "status: 412                                | Updating",
        "status: 429, retryAfter: 2                 | Throttled",
        "status: 500                                | AzureUnavailable",
        "garbage: true                              | AzureUnavailable",
        "reset: true                                | AzureUnavailable",
        "stall: 20                                  | AzureUnavailable",
        "garbage: true, after: true                 | AzureUnavailable",
        "reset: true, after: true                   | AzureUnavailable",
        "stall: 20, after: true                     | AzureUnavailable",
        "status: 500, after: true                   | AzureUnavailable"
      })
  void aRoleIsTakenAwayAllTheSameAndNoneOfOthers(String fault, String reason) throws Exception {
    // Given
    String theirs = grants.make(web, READER, stage.live(web).path("principalId").asText());
    declare();
    stage.awaitReady("web");
    String ours = row().id;
    fault("DELETE", ASSIGNMENT, fault);

    // When
    try (Watched watched = Watched.of(stage, ScaleSetIdentity.class, "web")) {
      stage.delete("web");
      stage.awaitGone("web");

      // Then
      assertThat(watched.reasons()).contains(reason);
    }
    assertThat(grants.at(stage.group())).extracting(Grant::id).isEqualTo(List.of(theirs));
    assertThat(stage.sent("DELETE", ASSIGNMENT))
        .hasSize(2)
        .allSatisfy(delete -> assertThat(delete.path()).isEqualToIgnoringCase(ours));
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(1);
  }
}
