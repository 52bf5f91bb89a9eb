package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the loop does about roles when Azure does not do what it is asked. */
class RoleHindranceTest {
  private static final Duration WHILE = Duration.ofMinutes(3);

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  @BeforeEach
  void declareTwoRoles() {
    loop.cluster.declareIdentity(
        "app",
        spec -> {
          spec.roleAssignments.add(role("Reader", "/a"));
          spec.roleAssignments.add(role("Writer", "/b"));
        });
  }

  private UserAssignedIdentityStatus status() {
    return loop.cluster.identityStatus("app");
  }

  private List<String> rows() {
    return FakeCluster.roles(status());
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED,CredentialUnusable,credential",
    "DENIED,PermissionDenied,Role Based Access Control Administrator on /a",
    "NOT_FOUND,WaitingForScope,waiting for it to appear",
    "GROUP_NOT_FOUND,WaitingForScope,waiting for it to appear",
    "ROLE_NOT_FOUND,InvalidSpec,mend spec.roleAssignments",
    "PRINCIPAL_NOT_FOUND,Updating,trying again",
    "ALREADY_GRANTED,Updating,looking again",
    "LOCKED,Locked,Remove the lock",
    "BEING_DELETED,WaitingForScope,waiting for it to appear",
    "CONFLICT,Updating,trying again",
    "THROTTLED,Throttled,trying again",
    "REFUSED,InvalidSpec,mend spec.roleAssignments",
    "UNAVAILABLE,AzureUnavailable,trying again"
  })
  void eachProblemWithAGrantIsToldWithItsRemedyAndHeals(Kind kind, String reason, String remedy) {
    // Given
    loop.roles.refused.put("Reader", FakeCompute.problem(kind));

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False " + reason);
    assertThat(loop.cluster.identityMessage("app")).contains("Reader on /a", remedy);
    assertThat(status().roleAssignments.get(0).reason).hasToString(reason);
    assertThat(status().roleAssignments.get(0).message).contains(remedy);
    assertThat(status().clientId).as("the identity is there").isNotNull();

    // When
    loop.roles.refused.clear();
    loop.run(Duration.ofMinutes(20));

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(rows())
        .containsExactly("Reader Granted owned principal-1", "Writer Granted owned principal-1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"DENIED", "NOT_FOUND", "ROLE_NOT_FOUND", "PRINCIPAL_NOT_FOUND", "LOCKED", "REFUSED"})
  void oneThatIsRefusedHoldsUpNoOther(Kind kind) {
    // Given
    loop.roles.refused.put("Reader", FakeCompute.problem(kind));

    // When
    loop.run(WHILE);

    // Then
    assertThat(rows())
        .containsExactly("Reader Pending principal-1", "Writer Granted owned principal-1");
    assertThat(loop.roles.count("grant")).isBetween(2L, 12L);
    assertThat(loop.cluster.events)
        .as("told once: " + loop.cluster.events)
        .hasSize(kind == Kind.PRINCIPAL_NOT_FOUND ? 1 : 2);
  }

  @Test
  void aNewPrincipalThatTheDirectoryDoesNotKnowIsNoWarning() {
    // Given
    for (int i = 0; i < 4; i++) {
      loop.roles.grantProblems.add(FakeCompute.problem(Kind.PRINCIPAL_NOT_FOUND));
    }

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(loop.cluster.events).containsExactly("app Normal Updating", "app Normal Converged");
  }

  @Test
  void aRoleThatAzureDoesNotKnowIsToldByName() {
    // Given
    loop.cluster.editIdentity("app", spec -> spec.roleAssignments.get(0).role = "Raeder");

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False InvalidSpec");
    assertThat(loop.cluster.identityMessage("app")).contains("Raeder on /a", "No such role");
    assertThat(rows())
        .containsExactly("Raeder Pending principal-1", "Writer Granted owned principal-1");
  }

  @Test
  void aScopeThatCannotBeReadGetsNoGrantAndHoldsUpNoOther() {
    // Given
    loop.roles.listProblems.add(FakeCompute.problem(Kind.DENIED));

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False PermissionDenied");
    assertThat(rows())
        .containsExactly("Reader Pending principal-1", "Writer Granted owned principal-1");
  }

  @Test
  void throttlingHoldsUpAllRolesUntilRetryAfterEvenOfAChangedObject() {
    // Given
    loop.roles.refused.put("Reader", FakeCompute.problem(Kind.DENIED));
    loop.roles.refused.put("Writer", FakeCompute.problem(Kind.THROTTLED, Duration.ofMinutes(10)));
    loop.lookAtWhenDue("app", 1);
    loop.roles.calls.clear();

    // When
    loop.cluster.editIdentity("app", spec -> spec.roleAssignments.add(role("Reader", "/c")));
    loop.run(Duration.ofMinutes(8));

    // Then
    assertThat(loop.roles.calls).isEmpty();
    assertThat(loop.identities.count("read")).as("a gate of their own").isGreaterThan(5);

    // When
    loop.roles.refused.clear();
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(loop.roles.there).hasSize(3);
  }

  @Test
  void aTryAfterARefusalIsOnRecordBeforeItIsMade() {
    // Given
    loop.roles.refused.put("Reader", FakeCompute.problem(Kind.DENIED));
    loop.run(WHILE);
    loop.roles.refused.clear();

    // When
    loop.roles.step =
        () ->
            // Then
            assertThat(status().roleAssignments.get(0).owned).isTrue();
    loop.run(Duration.ofMinutes(20));

    // Then
    assertThat(rows()).contains("Reader Granted owned principal-1");
  }

  @Test
  void ofALostAnswerTheOwnershipStaysEvenWhileAzureDoesNotShowTheGrant() {
    // Given
    loop.roles.losesAnswers = true;
    loop.roles.hides = true;
    loop.lookAtWhenDue("app", 1);
    assertThat(rows()).contains("Reader Pending owned principal-1");

    // When
    loop.roles.losesAnswers = false;
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False Updating");

    // When
    loop.roles.hides = false;
    loop.run(WHILE);

    // Then
    assertThat(rows())
        .containsExactly("Reader Granted owned principal-1", "Writer Granted owned principal-1");
  }

  @Test
  void anEqualGrantOfOthersThatAzureShowsLateIsNotOurs() {
    // Given
    loop.identities.put(identity("app"), "westeurope", Map.of());
    loop.roles.put("principal-1", FakeRoles.READER, "/a");
    loop.roles.hides = true;
    loop.run(WHILE);

    // When
    loop.roles.hides = false;
    loop.run(WHILE);

    // Then
    assertThat(rows())
        .containsExactly("Reader Granted principal-1", "Writer Granted owned principal-1");
  }

  @Test
  void whatIsToBeTakenAwayStaysOnRecordUntilItIsGone() {
    // Given
    loop.lookAtWhenDue("app", 1);
    loop.roles.revokeProblems.add(FakeCompute.problem(Kind.DENIED));
    loop.roles.revokeProblems.add(
        new Problem(
            Kind.NOT_FOUND, "SubscriptionNotFound", "out of sight", Optional.empty(), Set.of()));

    // When
    loop.cluster.editIdentity("app", spec -> spec.roleAssignments.remove(0));
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False PermissionDenied");
    assertThat(rows())
        .containsExactly("Writer Granted owned principal-1", "Reader Removing owned principal-1");

    // When
    loop.run(Duration.ofMinutes(1));

    // Then
    assertThat(rows())
        .as("a subscription may only be out of sight")
        .contains("Reader Removing owned principal-1");

    // When
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(rows()).containsExactly("Writer Granted owned principal-1");
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
  }

  @Test
  void theRolesOfAnIdentityThatWasMadeAgainMoveToTheNewPrincipal() {
    // Given
    loop.lookAtWhenDue("app", 1);

    // When
    loop.remake("app");
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.roles.granted())
        .containsExactly("principal-2 Reader /a", "principal-2 Writer /b");
    assertThat(rows())
        .containsExactly("Reader Granted owned principal-2", "Writer Granted owned principal-2");
  }

  @Test
  void withoutTheIntentOnRecordNothingIsGranted() {
    // Given
    loop.identities.put(identity("app"), "westeurope", Map.of());
    loop.cluster.beforeWrite =
        unused -> {
          throw new IllegalStateException("the API server is away");
        };

    // When
    assertThatThrownBy(() -> loop.lookAt("app")).hasMessage("the API server is away");

    // Then
    assertThat(loop.roles.writes()).isZero();
  }
}
