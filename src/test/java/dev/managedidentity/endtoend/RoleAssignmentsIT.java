package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Grants.READER;
import static dev.managedidentity.endtoend.Grants.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.RoleAssignment;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.endtoend.Grants.Grant;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Declared roles are granted to the principal there is, once, and go with what granted them. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class RoleAssignmentsIT {
  private static final String ASSIGNMENT = "/roleAssignments/[^/]+";

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private Identities identities;
  private Grants grants;
  private String web;

  RoleAssignmentsIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    stage = Stage.set(server, directory, 0.01);
    identities = new Identities(stage);
    grants = new Grants(new AzureByHand(stage.emulator.environment()));
    web = stage.scaleSet("web");
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  private static Consumer<IdentitySpec> enabledWith(RoleAssignment... roles) {
    return spec -> {
      spec.systemAssigned = SystemAssigned.Enabled;
      spec.roleAssignments.addAll(List.of(roles));
    };
  }

  private String principal() {
    return stage.live(web).path("principalId").asText();
  }

  private RoleAssignmentRow row() {
    return stage.get("web").getStatus().roleAssignments.get(0);
  }

  @Test
  void theSystemAssignedIdentityIsGrantedItsRoleOnceAndAsAServicePrincipal() throws Exception {
    // Given
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    stage.emulator.listen(
        request -> {
          if (request.path().contains("/roleAssignments/")) {
            sent.add(request.body());
          }
        });

    // When
    stage.declare("web", web, enabledWith(role("Reader", stage.group())));
    stage.awaitReady("web");

    // Then
    assertThat(sent).singleElement().asString().contains("\"principalType\":\"ServicePrincipal\"");
    assertThat(grants.at(stage.group()))
        .singleElement()
        .isEqualTo(new Grant(row().id, principal(), READER, "ServicePrincipal"));
    assertThat(row().state).isEqualTo(RoleAssignmentState.Granted);
    assertThat(row().owned).isTrue();
    assertThat(row().principalId).isEqualTo(principal());
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(1);
    String granted = row().id;

    // When
    grants.takeAway(granted);

    // Then
    Stage.awaitUntil(() -> !grants.at(stage.group()).isEmpty());
    stage.awaitReady("web");
    assertThat(grants.at(stage.group())).extracting(Grant::id).containsExactly(granted);
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(2);
    assertThat(stage.events("web")).extracting("reason").contains("DriftFound");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reader",
        READER,
        "/providers/Microsoft.Authorization/roleDefinitions/" + READER,
        "/subscriptions/5b000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization"
            + "/roleDefinitions/"
            + READER
      })
  void aRoleIsMeantByNameByGuidOrById(String role) throws Exception {
    // When
    identities.declare("app", spec -> spec.roleAssignments.add(role(role, stage.group())));
    identities.awaitReady("app");

    // Then
    assertThat(grants.at(stage.group()))
        .singleElement()
        .satisfies(grant -> assertThat(grant.definition()).isEqualTo(READER))
        .satisfies(
            grant ->
                assertThat(grant.principalId())
                    .isEqualTo(identities.get("app").getStatus().principalId));
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(1);
  }

  @Test
  void aRoleOfNoSuchNameIsToldAndHoldsUpNoOther() throws Exception {
    // When
    stage.declare(
        "web", web, enabledWith(role("Raeder", stage.group()), role("Contributor", stage.group())));
    stage.awaitReason("web", "InvalidSpec");

    // Then
    assertThat(stage.ready("web").orElseThrow().getMessage())
        .contains("Raeder on " + stage.group() + ": No such role is there; mend");
    assertThat(grants.at(stage.group())).hasSize(1);

    // When
    stage.edit("web", spec -> spec.roleAssignments.get(0).role = "Reader");
    stage.awaitReady("web");

    // Then
    assertThat(grants.at(stage.group())).hasSize(2);
  }

  @Test
  void aDirectoryThatDoesNotKnowThePrincipalYetIsWaitedForWithoutAWarning() throws Exception {
    // Given
    stage.emulator.faults(
        """
        [{match: {method: PUT, path: '/roleAssignments/'}, times: 4, status: 400,
          code: PrincipalNotFound, message: 'Principal does not exist in the directory.'}]
        """);

    // When
    stage.declare("web", web, enabledWith(role("Reader", stage.group())));
    identities.declare("app", spec -> spec.roleAssignments.add(role("Reader", stage.group())));
    stage.awaitReady("web");
    identities.awaitReady("app");

    // Then
    assertThat(grants.at(stage.group())).hasSize(2);
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(6);
    assertThat(stage.events("web")).extracting("type").containsOnly("Normal");
    assertThat(stage.events("app")).extracting("type").containsOnly("Normal");
  }

  @Test
  void anEqualGrantOfOthersIsAcceptedAndLeftToThem() throws Exception {
    // Given
    stage.change(web, "SystemAssigned");
    String theirs = grants.make(stage.group(), READER, principal());

    // When
    stage.declare("web", web, enabledWith(role("Reader", stage.group())));
    stage.awaitReady("web");

    // Then
    assertThat(row().state).isEqualTo(RoleAssignmentState.Granted);
    assertThat(row().owned).isFalse();
    assertThat(row().id).isEqualToIgnoringCase(theirs);

    // When
    stage.delete("web");
    stage.awaitGone("web");

    // Then
    assertThat(grants.at(stage.group())).extracting(Grant::id).containsExactly(theirs);
    assertThat(stage.sent("PUT|DELETE", ASSIGNMENT)).isEmpty();
  }

  @Test
  void deletingTheDeclarationTakesAwayOnlyWhatItGranted() throws Exception {
    // Given
    String store = stage.target(ArmId.VIRTUAL_MACHINE, "store");
    stage.declare(
        "web",
        web,
        enabledWith(
            role("Reader", stage.group()),
            role("Reader", store),
            role("Contributor", store.toUpperCase(Locale.ROOT))));
    stage.awaitReady("web");
    assertThat(grants.at(stage.group())).hasSize(3);
    String theirs = grants.make(web, READER, principal());

    // When
    stage.edit("web", spec -> spec.roleAssignments.remove(2));
    stage.awaitReady("web");

    // Then
    assertThat(grants.at(stage.group())).hasSize(3);
    assertThat(stage.sent("DELETE", ASSIGNMENT)).hasSize(1);

    // When
    stage.delete("web");
    stage.awaitGone("web");

    // Then
    assertThat(grants.at(stage.group())).extracting(Grant::id).containsExactly(theirs);
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(3);
    assertThat(stage.sent("DELETE", ASSIGNMENT)).hasSize(3);
  }

  @Test
  void theGrantFollowsANewPrincipalAndLeavesNoOrphan() throws Exception {
    // Given
    stage.declare("web", web, enabledWith(role("Reader", stage.group())));
    stage.awaitReady("web");
    String former = principal();

    // When
    stage.change(web, "None");
    stage.change(web, "SystemAssigned");
    assertThat(principal()).isNotEqualTo(former);

    // Then
    Stage.awaitUntil(
        () ->
            grants.at(stage.group()).stream()
                .map(Grant::principalId)
                .toList()
                .equals(List.of(principal())));
    stage.awaitReady("web");
    assertThat(row().principalId).isEqualTo(principal());
    assertThat(row().owned).isTrue();
    assertThat(stage.sent("DELETE", ASSIGNMENT)).hasSize(1);
  }

  @Test
  void aScopeThatIsNotThereYetIsWaitedForAndHoldsUpNoOther() throws Exception {
    // Given
    String later = stage.group().replace("shop", "later");
    stage.declare("web", web, enabledWith(role("Reader", later), role("Reader", stage.group())));
    stage.awaitReason("web", "WaitingForScope");
    assertThat(stage.ready("web").orElseThrow().getMessage()).contains(later);
    assertThat(grants.at(stage.group())).hasSize(1);

    // When
    stage.emulator.azure().putResourceGroup("later", "westeurope");
    stage.awaitReady("web");

    // Then
    assertThat(grants.at(later)).hasSize(1);
    assertThat(grants.at(stage.group())).hasSize(1);
  }
}
