package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.LegacyExtension.Presence;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.emulator.arm.Access.Grant;
import dev.managedidentity.emulator.arm.Role;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rights in Azure that docs/reference/roles.md asks for: they suffice, and each is needed. */
@WithApiServer
class AzureRightsIT {
  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private String web;
  private String app;

  AzureRightsIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.set(server, directory, 0.01);
    web = stage.scaleSet("web");
    app = stage.identity("app");
    define(
        "Identities of compute",
        "Microsoft.Compute/virtualMachineScaleSets/read",
        "Microsoft.Compute/virtualMachineScaleSets/write",
        "Microsoft.Compute/virtualMachines/read",
        "Microsoft.Compute/virtualMachines/write",
        "Microsoft.Compute/locations/operations/read");
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource({"Virtual Machine Contributor", "Identities of compute"})
  void suffice(String role) {
    // Given
    grant(new Grant(role, web), new Grant("Managed Identity Operator", app));

    // When
    stage.declare(
        "web", web, assigned(app).andThen(s -> s.systemAssigned = SystemAssigned.Enabled));

    // Then
    stage.awaitReady("web");
    assertThat(stage.users(web)).containsExactly(app);
  }

  @ParameterizedTest
  @CsvSource({"Virtual Machine Contributor", "Identities of compute"})
  void sufficeForAMachine(String role) {
    // Given
    String build = stage.target(ArmId.VIRTUAL_MACHINE, "build");
    grant(new Grant(role, build), new Grant("Managed Identity Operator", app));

    // When
    stage.declare("build", build, assigned(app));

    // Then
    stage.awaitReady("build");
    assertThat(stage.users(build)).containsExactly(app);
  }

  @Test
  void withoutWriteTheMachineCannotBeChanged() {
    // Given
    String build = stage.target(ArmId.VIRTUAL_MACHINE, "build");
    grant(new Grant("Reader", build), new Grant("Managed Identity Operator", app));

    // When
    stage.declare("build", build, assigned(app));

    // Then
    stage.awaitReason("build", "PermissionDenied");
    assertThat(stage.ready("build").orElseThrow().getMessage())
        .contains("Microsoft.Compute/virtualMachines/write")
        .contains("Grant the operator the role Virtual Machine Contributor on " + build);
  }

  @Test
  void withoutReadTheScaleSetCannotBeSeen() {
    // Given
    grant(new Grant("Managed Identity Operator", app));

    // When
    stage.declare("web", web, assigned(app));

    // Then
    stage.awaitReason("web", "PermissionDenied");
    assertThat(message())
        .contains("Microsoft.Compute/virtualMachineScaleSets/read")
        .contains("Grant the operator the role Virtual Machine Contributor on " + web);
  }

  @Test
  void withoutWriteTheScaleSetCannotBeChanged() {
    // Given
    grant(new Grant("Reader", web), new Grant("Managed Identity Operator", app));

    // When
    stage.declare("web", web, assigned(app));

    // Then
    stage.awaitReason("web", "PermissionDenied");
    assertThat(message())
        .contains("Microsoft.Compute/virtualMachineScaleSets/write")
        .contains("Grant the operator the role Virtual Machine Contributor on " + web);
  }

  @Test
  void withoutAssignTheIdentityCannotBeAssigned() {
    // Given
    grant(new Grant("Virtual Machine Contributor", web));

    // When
    stage.declare("web", web, assigned(app));

    // Then
    stage.awaitReason("web", "PermissionDenied");
    assertThat(message())
        .contains("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action")
        .contains("Grant the operator the role Managed Identity Operator on " + app);
  }

  @ParameterizedTest
  @CsvSource({
    "Microsoft.Compute/virtualMachineScaleSets, " + ArmId.SCALE_SET,
    "Microsoft.Compute/virtualMachines, " + ArmId.VIRTUAL_MACHINE
  })
  void theExtensionNeedsNoMoreThanTheRightsInTheTable(String actions, String type) {
    // Given
    String old = stage.target(type, "old");
    define(
        "Extensions",
        actions + "/read",
        actions + "/write",
        actions + "/extensions/read",
        actions + "/extensions/write",
        actions + "/extensions/delete",
        "Microsoft.Compute/locations/operations/read");
    grant(new Grant("Extensions", old));

    // When
    stage.declare("old", old, AzureRightsIT::withExtension);
    stage.awaitReady("old");
    stage.delete("old");

    // Then
    stage.awaitGone("old");
    assertThat(stage.writes()).extracting("method").containsExactly("PUT", "DELETE");
  }

  private static void withExtension(IdentitySpec spec) {
    spec.legacyExtension = new LegacyExtension();
    spec.legacyExtension.state = Presence.Present;
    spec.legacyExtension.os = OperatingSystem.Linux;
  }

  @Test
  void withoutTheRightToTheExtensionItCannotBeAdded() {
    // Given
    grant(new Grant("Identities of compute", web));

    // When
    stage.declare("web", web, AzureRightsIT::withExtension);

    // Then
    stage.awaitReason("web", "PermissionDenied");
    assertThat(message())
        .contains("Microsoft.Compute/virtualMachineScaleSets/extensions/write")
        .contains("Grant the operator the role Virtual Machine Contributor on " + web);
  }

  private void define(String role, String... actions) {
    stage.emulator.azure().access().define(new Role(role, List.of(actions), List.of()));
  }

  private String message() {
    return stage.ready("web").orElseThrow().getMessage();
  }

  private void grant(Grant... grants) {
    stage
        .emulator
        .azure()
        .access()
        .restrict(stage.emulator.environment().get("AZURE_CLIENT_ID"), List.of(grants));
  }
}
