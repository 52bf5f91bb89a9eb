package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Grants.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.LegacyExtension.Presence;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.endtoend.Grants.Grant;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator that stops while Azure is at work knows afterwards what is its own. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class StoppedMidwayIT {
  private static final String ASSIGNMENT = "/roleAssignments/[^/]+";
  private static final String EXTENSION = "/extensions/[^/]+";

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private Grants grants;

  StoppedMidwayIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    stage = Stage.set(server, directory, 0.2);
    grants = new Grants(new AzureByHand(stage.emulator.environment()));
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  @Test
  void aRoleWhoseGrantWasNotAnsweredIsItsOwn() throws Exception {
    // Given
    String build = stage.target(ArmId.VIRTUAL_MACHINE, "build");
    stage.change(build, "SystemAssigned");
    stage.emulator.faults(
        "[{match: {method: PUT, path: '%s'}, stall: 20, after: true, times: 1}]"
            .formatted(ASSIGNMENT));
    stage.declare(
        "build",
        build,
        spec -> {
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(role("Reader", stage.group()));
        });
    Stage.awaitUntil(() -> !grants.at(stage.group()).isEmpty());

    // When
    stage.stopOperator();
    stage.startOperator();
    stage.awaitReady("build");

    // Then
    RoleAssignmentRow row = stage.get("build").getStatus().roleAssignments.get(0);
    assertThat(row.owned).isTrue();
    assertThat(grants.at(stage.group())).extracting(Grant::id).containsExactly(row.id);
    assertThat(stage.sent("PUT", ASSIGNMENT)).hasSize(1);

    // When
    stage.delete("build");
    stage.awaitGone("build");

    // Then
    assertThat(grants.at(stage.group())).isEmpty();
    assertThat(stage.live(build).path("type").asText()).isEqualTo("SystemAssigned");
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void anExtensionThatIsBeingAddedIsItsOwn(String type) {
    // Given
    String web = stage.target(type, "web");
    stage.declare(
        "web",
        web,
        spec -> {
          spec.legacyExtension = new LegacyExtension();
          spec.legacyExtension.state = Presence.Present;
          spec.legacyExtension.os = OperatingSystem.Linux;
        });
    Stage.awaitUntil(() -> stage.sent("PUT", EXTENSION).size() == 1);

    // When
    stage.stopOperator();
    stage.startOperator();
    stage.awaitReady("web");

    // Then
    assertThat(stage.get("web").getStatus().legacyExtension.owned).isTrue();
    assertThat(stage.get("web").getStatus().legacyExtension.state)
        .isEqualTo(IdentityState.Assigned);
    assertThat(stage.writes()).hasSize(1);
  }

  @Test
  void theRolesOfATargetThatIsGoneAreTakenAwayAndComeBackWithIt() throws Exception {
    // Given
    String web = stage.scaleSet("web");
    stage.declare(
        "web",
        web,
        spec -> {
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(role("Reader", stage.group()));
        });
    stage.awaitReady("web");

    // When
    stage.stopOperator();
    stage.emulator.azure().deleteResource(web);
    stage.startOperator();
    stage.awaitReason("web", "WaitingForScaleSet");

    // Then
    Stage.awaitUntil(() -> grants.at(stage.group()).isEmpty());

    // When
    stage.scaleSet("web");
    stage.awaitReady("web");

    // Then
    assertThat(grants.at(stage.group()))
        .extracting(Grant::principalId)
        .containsExactly(stage.live(web).path("principalId").asText());
    assertThat(stage.sent("DELETE", ASSIGNMENT)).hasSize(1);
  }
}
