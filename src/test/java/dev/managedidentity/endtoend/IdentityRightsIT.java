package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Grants.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.emulator.arm.Access.Grant;
import dev.managedidentity.emulator.arm.Role;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same rights for UserAssignedIdentities and roles: what docs/reference/roles.md asks for
 * suffices, and each is needed.
 */
@WithApiServer
class IdentityRightsIT {
  private static final String CONTRIBUTOR =
      "Grant the operator the role Managed Identity Contributor on ";
  private static final String ADMINISTRATOR =
      "Grant the operator the role Role Based Access Control Administrator on ";

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private Identities identities;
  private String web;

  IdentityRightsIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.set(server, directory, 0.01);
    identities = new Identities(stage);
    web = stage.scaleSet("web");
    stage.identity("app");
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  @Test
  void identitiesAndRolesNeedNoMoreThanTheirTwoRoles() {
    // Given
    grant(
        new Grant("Managed Identity Contributor", stage.group()),
        new Grant("Role Based Access Control Administrator", web));

    // When
    identities.declare(
        "made",
        spec -> {
          spec.deletionPolicy = IdentityDeletionPolicy.Delete;
          spec.roleAssignments.add(role("Reader", web));
        });
    identities.awaitReady("made");
    identities.edit("made", spec -> spec.tags = Map.of("team", "shop"));
    identities.awaitReady("made");
    identities.delete("made");

    // Then
    identities.awaitGone("made");
    assertThat(stage.sent("PUT|PATCH|DELETE", "")).hasSize(5);
  }

  @Test
  void identitiesAndRolesNeedNoMoreThanTheRightsInTheTable() {
    // Given
    define(
        "Identities and roles",
        "Microsoft.ManagedIdentity/userAssignedIdentities/read",
        "Microsoft.ManagedIdentity/userAssignedIdentities/write",
        "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Authorization/roleAssignments/read",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.Authorization/roleDefinitions/read");
    grant(new Grant("Identities and roles", stage.group()));

    // When
    identities.declare(
        "made",
        spec -> {
          spec.deletionPolicy = IdentityDeletionPolicy.Delete;
          spec.tags = Map.of("team", "shop");
          spec.roleAssignments.add(role("Reader", web));
        });
    identities.awaitReady("made");
    identities.delete("made");

    // Then
    identities.awaitGone("made");
  }

  @Test
  void withoutReadTheIdentityCannotBeSeen() {
    // Given
    grant(new Grant("Virtual Machine Contributor", stage.group()));

    // When
    identities.declare("made", spec -> {});

    // Then
    identities.awaitReason("made", "PermissionDenied");
    assertThat(identities.message("made"))
        .contains("Microsoft.ManagedIdentity/userAssignedIdentities/read")
        .contains(CONTRIBUTOR + stage.group());
  }

  @Test
  void withoutWriteTheIdentityCannotBeMade() {
    // Given
    grant(new Grant("Managed Identity Operator", stage.group()));

    // When
    identities.declare("made", spec -> {});

    // Then
    identities.awaitReason("made", "PermissionDenied");
    assertThat(identities.message("made"))
        .contains("Microsoft.ManagedIdentity/userAssignedIdentities/write")
        .contains(CONTRIBUTOR + stage.group());

    // When
    grant(new Grant("Managed Identity Contributor", stage.group()));

    // Then
    identities.awaitReady("made");
  }

  @Test
  void withoutWriteTheIdentityIsAdoptedButNotTagged() {
    // Given
    grant(
        new Grant("Managed Identity Operator", stage.group()),
        new Grant("Virtual Machine Contributor", web));

    // When
    identities.declare("app", spec -> spec.tags = Map.of("team", "shop"));
    stage.declare("web", web, Identities.named("app"));

    // Then
    identities.awaitReason("app", "PermissionDenied");
    assertThat(identities.message("app"))
        .contains("Microsoft.ManagedIdentity/userAssignedIdentities/write")
        .contains(CONTRIBUTOR + stage.group());
    stage.awaitReady("web");
  }

  @Test
  void withoutDeleteTheDeclarationOfAnIdentityStays() {
    // Given
    define(
        "Makers of identities",
        "Microsoft.ManagedIdentity/userAssignedIdentities/read",
        "Microsoft.ManagedIdentity/userAssignedIdentities/write",
        "Microsoft.Resources/subscriptions/resourceGroups/read");
    grant(new Grant("Makers of identities", stage.group()));
    identities.declare("made", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    identities.awaitReady("made");

    // When
    identities.delete("made");

    // Then
    identities.awaitReason("made", "PermissionDenied");
    assertThat(identities.message("made"))
        .contains("Microsoft.ManagedIdentity/userAssignedIdentities/delete")
        .contains(CONTRIBUTOR + stage.group());
  }

  @Test
  void withoutReadTheResourceGroupCannotTellALocation() {
    // Given
    define(
        "Makers of identities",
        "Microsoft.ManagedIdentity/userAssignedIdentities/read",
        "Microsoft.ManagedIdentity/userAssignedIdentities/write");
    grant(new Grant("Makers of identities", stage.group()));

    // When
    identities.declare("made", spec -> {});

    // Then
    identities.awaitReason("made", "PermissionDenied");
    assertThat(identities.message("made"))
        .contains("Microsoft.Resources/subscriptions/resourceGroups/read")
        .contains(CONTRIBUTOR + stage.group());

    // When
    identities.edit("made", spec -> spec.location = "westeurope");

    // Then
    identities.awaitReady("made");
  }

  @ParameterizedTest
  @CsvSource({
    "Virtual Machine Contributor, Microsoft.Authorization/roleAssignments/write",
    "Readers of grants, Microsoft.Authorization/roleDefinitions/read",
    "Readers of roles, Microsoft.Authorization/roleAssignments/read"
  })
  void withoutARightOfRolesNoneIsGranted(String has, String misses) {
    // Given
    for (String reads : List.of("roles, roleDefinitions", "grants, roleAssignments")) {
      define(
          "Readers of " + reads.replaceAll(",.*", ""),
          "Microsoft.Compute/virtualMachineScaleSets/*",
          "Microsoft.Compute/locations/operations/read",
          "Microsoft.Authorization/" + reads.replaceAll(".*, ", "") + "/read");
    }
    grant(new Grant(has, stage.group()));

    // When
    stage.declare(
        "web",
        web,
        spec -> {
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(role("Reader", web));
        });

    // Then
    stage.awaitReason("web", "PermissionDenied");
    assertThat(message()).contains(misses).contains(ADMINISTRATOR + web);
    assertThat(stage.get("web").getStatus().roleAssignments.get(0).message)
        .contains(misses)
        .contains(ADMINISTRATOR + web);
    assertThat(stage.live(web).path("type").asText()).isEqualTo("SystemAssigned");
  }

  @Test
  void withoutTheRightToTakeARoleAwayTheDeclarationStays() {
    // Given
    define(
        "Granters of roles",
        "Microsoft.Authorization/*/read",
        "Microsoft.Authorization/roleAssignments/write");
    grant(
        new Grant("Granters of roles", stage.group()),
        new Grant("Virtual Machine Contributor", web));
    stage.declare(
        "web",
        web,
        spec -> {
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(role("Reader", web));
        });
    stage.awaitReady("web");

    // When
    stage.delete("web");

    // Then
    stage.awaitReason("web", "PermissionDenied");
    assertThat(message())
        .contains("Microsoft.Authorization/roleAssignments/delete")
        .contains(ADMINISTRATOR + web);
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
