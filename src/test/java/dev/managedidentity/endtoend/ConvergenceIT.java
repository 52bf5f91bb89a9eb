package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A declaration on a real API server becomes the identity of its target, and stays so. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class ConvergenceIT {
  @TempDir Path directory;

  @Test
  void oneChangeIsOnePatchAndAsManyPollsAsRetryAfterAsksFor(ApiServer server) {
    try (Stage stage = Stage.withoutOperator(server, directory, 0.1)) {
      // Given
      stage.startOperatorThatLooksOnce();
      String web = stage.scaleSet("web");
      String app = stage.identity("app");

      // When
      stage.declare(
          "web", web, assigned(app).andThen(s -> s.systemAssigned = SystemAssigned.Enabled));
      stage.awaitReady("web");

      // Then
      IdentityStatus status = stage.get("web").getStatus();
      assertThat(status.type).isEqualTo("SystemAssigned, UserAssigned");
      assertThat(status.systemAssigned.principalId)
          .isEqualTo(stage.live(web).path("principalId").asText());
      assertThat(status.identities).singleElement().satisfies(ConvergenceIT::isAssigned);
      assertThat(status.operation).isNull();
      assertThat(stage.patches()).hasSize(1);
      assertThat(stage.reads()).hasSize(2);
      // The first change of a new scale set takes 2.7 to 4.6 s at this pace, polled every second.
      assertThat(stage.polls()).hasSizeBetween(1, 8);
      assertThat(gaps(stage.polls())).allSatisfy(gap -> assertThat(gap).isGreaterThan(900));
    }
  }

  private static void isAssigned(IdentityRow row) {
    assertThat(row.state).isEqualTo(IdentityState.Assigned);
    assertThat(row.owned).isTrue();
    assertThat(row.clientId).isNotBlank();
    assertThat(row.principalId).isNotBlank();
  }

  private static List<Long> gaps(List<RequestRecord> requests) {
    return IntStream.range(1, requests.size())
        .mapToObj(
            i -> Duration.between(requests.get(i - 1).time(), requests.get(i).time()).toMillis())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void tenPeriodsWithoutAChangeAreNoWrites(String type, ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.target(type, "web");
      stage.declare("web", web, assigned(stage.identity("app")));
      stage.awaitReady("web");
      String version = stage.get("web").getMetadata().getResourceVersion();
      int reads = stage.reads().size();
      int patches = stage.patches().size();
      int events = stage.events("web").size();

      // When
      await().atMost(Duration.ofMinutes(3)).until(() -> stage.reads().size() >= reads + 10);

      // Then
      assertThat(stage.patches()).hasSize(patches);
      assertThat(
              stage.requests(request -> !request.method().equals("GET")).stream()
                  .filter(request -> !request.path().contains("oauth2"))
                  .toList())
          .hasSize(patches);
      assertThat(stage.get("web").getMetadata().getResourceVersion()).isEqualTo(version);
      assertThat(stage.events("web")).hasSize(events);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void whatIsChangedBehindItsBackIsPutRight(String type, ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.target(type, "web");
      String app = stage.identity("app");
      String metrics = stage.identity("metrics");
      stage.declare("web", web, assigned(app, metrics));
      stage.awaitReady("web");

      // When
      stage.remove(web, "UserAssigned", app);

      // Then
      stage.awaitUsers(web, app, metrics);
      stage.awaitReady("web");
      await()
          .untilAsserted(
              () ->
                  assertThat(stage.events("web"))
                      .anySatisfy(e -> assertThat(e.getReason()).isEqualTo("DriftFound")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void deletionTakesAwayOnlyWhatWasAssigned(String type, ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String theirs = stage.identity("theirs");
      String wantedBefore = stage.identity("wanted-before");
      String app = stage.identity("app");
      String web = stage.target(type, "web", theirs, wantedBefore);
      String principal = stage.live(web).path("principalId").asText();
      stage.declare(
          "web",
          web,
          assigned(app, wantedBefore).andThen(s -> s.systemAssigned = SystemAssigned.Enabled));
      stage.awaitReady("web");

      // When
      stage.delete("web");
      stage.awaitGone("web");

      // Then
      assertThat(stage.users(web)).containsExactlyInAnyOrder(theirs, wantedBefore);
      assertThat(stage.live(web).path("principalId").asText()).isEqualTo(principal);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void retainLeavesWhatWasAssigned(String type, ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.target(type, "web");
      String app = stage.identity("app");
      stage.declare(
          "web", web, assigned(app).andThen(s -> s.deletionPolicy = DeletionPolicy.Retain));
      stage.awaitReady("web");

      // When
      stage.delete("web");
      stage.awaitGone("web");

      // Then
      assertThat(stage.users(web)).containsExactly(app);
      assertThat(stage.patches()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void aTargetMayBeDeclaredBeforeItExists(String type, ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String app = stage.identity("app");
      String later = stage.target(type, "later");
      stage.emulator.azure().deleteResource(later);
      stage.declare("web", later, assigned(app));
      stage.awaitReason(
          "web", type.equals(ArmId.SCALE_SET) ? "WaitingForScaleSet" : "WaitingForVirtualMachine");

      // When
      stage.target(type, "later");

      // Then
      stage.awaitReady("web");
      assertThat(stage.users(later)).containsExactly(app);
      assertThat(stage.patches()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void aRestartInTheMiddleOfAnOperationSendsNoSecondPatch(String type, ApiServer server) {
    // Long enough for the operator to be stopped meanwhile: a machine's change is a short one.
    double timeFactor = type.equals(ArmId.SCALE_SET) ? 0.3 : 2;
    try (Stage stage = Stage.set(server, directory, timeFactor)) {
      // Given
      String web = stage.target(type, "web");
      stage.declare("web", web, assigned(stage.identity("app")));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  stage.get("web").getStatus() != null
                      && stage.get("web").getStatus().operation != null);

      // When
      stage.stopOperator();
      assertThat(stage.live(web).path("userAssignedIdentities").elements().next())
          .as("still under way")
          .isEmpty();
      stage.startOperator();

      // Then
      stage.awaitReady("web");
      assertThat(stage.patches()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void removingAnEntryRemovesTheIdentity(String type, ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.target(type, "web");
      String app = stage.identity("app");
      String metrics = stage.identity("metrics");
      stage.declare("web", web, assigned(app, metrics));
      stage.awaitReady("web");

      // When
      stage.edit("web", spec -> spec.userAssigned.removeIf(entry -> entry.id.equals(app)));

      // Then
      stage.awaitUsers(web, metrics);
      stage.awaitReady("web");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void theStatusIsAppliedByItsOwnFieldManagerAndTheSpecStaysThePersons(
      String type, ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.target(type, "web");

      // When
      stage.declare("web", web, assigned(stage.identity("app")));
      stage.awaitReady("web");

      // Then
      IdentityDeclaration<?> declaration = stage.get("web");
      assertThat(declaration.getMetadata().getManagedFields())
          .filteredOn(entry -> entry.getManager().equals("scaleset-identity"))
          .allSatisfy(entry -> assertThat(entry.getOperation()).isEqualTo("Apply"))
          .allSatisfy(
              entry ->
                  assertThat(entry.getFieldsV1().getAdditionalProperties())
                      .doesNotContainKey("f:spec"))
          .hasSize(2);
    }
  }

  @Test
  void twoKindsOfOneNameAreTwoDeclarations(ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String app = stage.identity("app");
      String metrics = stage.identity("metrics");
      String scaleSet = stage.scaleSet("web");
      String machine = stage.target(ArmId.VIRTUAL_MACHINE, "web");

      // When
      stage.declare("web", scaleSet, assigned(app));
      stage.awaitReady("web");
      stage.declare("web", machine, assigned(metrics));
      stage.awaitReady("web");

      // Then
      assertThat(stage.users(scaleSet)).containsExactly(app);
      assertThat(stage.users(machine)).containsExactly(metrics);

      // When
      stage.delete("web");
      stage.awaitGone("web");

      // Then
      assertThat(stage.users(machine)).isEmpty();
      assertThat(stage.users(scaleSet)).containsExactly(app);
    }
  }
}
