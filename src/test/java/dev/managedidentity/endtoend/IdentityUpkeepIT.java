package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Grants.role;
import static dev.managedidentity.endtoend.Identities.named;
import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.api.WriteTo;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A UserAssignedIdentity while nothing happens, when the operator stops, and at its end. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class IdentityUpkeepIT {
  private static final String IDENTITY = "/userAssignedIdentities/app";

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private Identities identities;

  IdentityUpkeepIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.impatient(server, directory);
    identities = new Identities(stage);
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  @Test
  void tenPeriodsWithoutAChangeAreTenReadsAndNoWrites() {
    // Given
    identities.declare(
        "app",
        spec -> {
          spec.tags = Map.of("team", "shop");
          spec.writeTo = new WriteTo();
          spec.writeTo.configMap = "app-identity";
          spec.roleAssignments.add(role("Reader", stage.group()));
        });
    identities.awaitReady("app");
    String version = identities.get("app").getMetadata().getResourceVersion();
    String mapVersion = identities.configMap("app-identity").getMetadata().getResourceVersion();
    int writes = stage.writes().size();
    int events = stage.events("app").size();
    int reads = stage.sent("GET", IDENTITY).size();
    int all = stage.sent("GET", "").size();

    // When
    Stage.awaitUntil(() -> stage.sent("GET", IDENTITY).size() >= reads + 10);

    // Then
    assertThat(stage.writes()).hasSize(writes);
    // Roles are read every tenth period, and before this looks there may be more than ten.
    RequestRecord tenth = stage.sent("GET", IDENTITY).get(reads + 9);
    assertThat(stage.sent("GET", ""))
        .as("reads of roles in ten periods")
        .filteredOn(read -> read.n() <= tenth.n() && !read.path().matches("(?i).*" + IDENTITY))
        .hasSizeLessThanOrEqualTo(all - reads + 1);
    assertThat(identities.get("app").getMetadata().getResourceVersion()).isEqualTo(version);
    assertThat(identities.configMap("app-identity").getMetadata().getResourceVersion())
        .isEqualTo(mapVersion);
    assertThat(stage.events("app")).hasSize(events);
  }

  @Test
  void anOperatorStoppedWhileAzureMakesTheIdentityFindsItAfterwards() {
    // Given
    stage.emulator.faults(
        "[{match: {method: PUT, path: '%s'}, stall: 20, after: true, times: 1}]"
            .formatted(IDENTITY));
    identities.declare("app", spec -> spec.tags = Map.of("team", "shop"));
    Stage.awaitUntil(() -> stage.emulator.azure().exists(identities.id("app")));

    // When
    stage.stopOperator();
    stage.startOperator();

    // Then
    identities.awaitReady("app");
    assertThat(stage.sent("PUT", IDENTITY)).hasSize(1);
    assertThat(identities.get("app").getStatus().tags).containsExactly("team");
  }

  @Test
  void withRetainTheIdentityOutlivesItsDeclaration() {
    // Given
    identities.declare("app", spec -> spec.roleAssignments.add(role("Reader", stage.group())));
    identities.awaitReady("app");
    int writes = stage.writes().size();

    // When
    identities.delete("app");
    identities.awaitGone("app");

    // Then
    assertThat(stage.emulator.azure().exists(identities.id("app"))).isTrue();
    assertThat(stage.writes()).hasSize(writes);
  }

  @Test
  void withDeleteItIsDeletedOnceNothingDeclaresItAnyMore() {
    // Given
    String web = stage.scaleSet("web");
    String build = stage.target(ArmId.VIRTUAL_MACHINE, "build");
    identities.declare("app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    stage.declare("web", web, named("app"));
    stage.declare("build", build, assigned(identities.id("app")));
    stage.awaitReady("web");
    stage.awaitReady("build");

    // When
    identities.delete("app");
    identities.awaitReason("app", "StillDeclared");

    // Then
    assertThat(identities.message("app"))
        .contains("ScaleSetIdentity " + stage.namespace + "/web")
        .contains("VirtualMachineIdentity " + stage.namespace + "/build");

    // When
    stage.delete("web");
    stage.awaitGone("web");
    Stage.awaitUntil(() -> !identities.message("app").contains("ScaleSetIdentity"));

    // Then
    assertThat(stage.emulator.azure().exists(identities.id("app"))).isTrue();

    // When
    stage.delete("build");
    identities.awaitGone("app");

    // Then
    assertThat(stage.emulator.azure().exists(identities.id("app"))).isFalse();
    assertThat(stage.users(web)).isEmpty();
    assertThat(stage.users(build)).isEmpty();
    assertThat(stage.sent("DELETE", IDENTITY)).hasSize(1);
  }

  @Test
  void takingTheEntryOutOfTheDeclarationIsEnoughToHaveItDeleted() {
    // Given
    String other = stage.identity("other");
    String web = stage.scaleSet("web");
    identities.declare("app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    stage.declare("web", web, named("app").andThen(assigned(other)));
    stage.awaitReady("web");
    identities.delete("app");
    identities.awaitReason("app", "StillDeclared");

    // When
    stage.edit("web", spec -> spec.userAssigned.removeIf(entry -> "app".equals(entry.name)));

    // Then
    identities.awaitGone("app");
    assertThat(stage.emulator.azure().exists(identities.id("app"))).isFalse();
    stage.awaitUsers(web, other);
  }

  @Test
  void aDeclarationThatRefusesItDoesNotKeepIt() {
    // Given
    identities.declare("app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    identities.awaitReady("app");
    stage.declare(
        "web",
        stage.scaleSet("web"),
        spec -> {
          UserAssigned entry = new UserAssigned();
          entry.name = "app";
          entry.ensure = Ensure.Absent;
          spec.userAssigned.add(entry);
        });
    stage.awaitReady("web");

    // When
    identities.delete("app");

    // Then
    identities.awaitGone("app");
    assertThat(stage.emulator.azure().exists(identities.id("app"))).isFalse();
  }

  @Test
  void aNameThatNobodyDeclaredHoldsUpNothingElse() {
    // Given
    String theirs = stage.identity("theirs");
    String web = stage.scaleSet("web");

    // When
    stage.declare(
        "web",
        web,
        named("app")
            .andThen(assigned(theirs))
            .andThen(s -> s.deletionPolicy = DeletionPolicy.Retain));
    stage.awaitReason("web", "WaitingForIdentity");

    // Then
    stage.awaitUsers(web, theirs);
    assertThat(stage.ready("web").orElseThrow().getMessage())
        .contains("no UserAssignedIdentity app is in namespace " + stage.namespace);

    // When
    identities.declare("app", spec -> {});
    stage.awaitReady("web");

    // Then
    assertThat(stage.users(web)).containsExactlyInAnyOrder(theirs, identities.id("app"));
    assertThat(stage.patches()).hasSize(2);

    // When
    identities.delete("app");
    identities.awaitGone("app");
    stage.awaitReason("web", "WaitingForIdentity");

    // Then
    assertThat(stage.users(web)).containsExactlyInAnyOrder(theirs, identities.id("app"));
  }
}
