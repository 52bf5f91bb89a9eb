package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does when Azure, rivals or crashes get in its way. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class TroubleTest {
  private final LoopHarness loop;

  TroubleTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED,CredentialUnusable,Reconciling",
    "DENIED,PermissionDenied,Reconciling",
    "LOCKED,Locked,Reconciling",
    "CONFLICT,Updating,Reconciling",
    "CHANGED,Updating,Reconciling",
    "THROTTLED,Throttled,Reconciling",
    "IDENTITY_NOT_FOUND,WaitingForIdentity,Reconciling",
    "REFUSED,InvalidSpec,Stalled",
    "UNAVAILABLE,AzureUnavailable,Reconciling"
  })
  void eachProblemWithAPatchHasItsReason(Kind kind, String reason, ConditionType beside) {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.patchProblems.add(FakeCompute.problem(kind));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False " + reason);
    assertThat(loop.cluster.condition("web", beside)).isPresent();
    assertThat(loop.azure.patches).isEqualTo(1);

    // When
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.cluster.ready("web")).as("heals by itself").isEqualTo("True Converged");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"NOT_FOUND", "BEING_DELETED"})
  void aTargetThatVanishesBeforeAPatchIsWaitedFor(Kind kind) {
    eachProblemWithAPatchHasItsReason(kind, loop.waiting(), ConditionType.Reconciling);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aProblemThatStaysIsRetriedEverMoreSlowly(Kind kind) {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));
    for (int i = 0; i < 1000; i++) {
      loop.azure.readProblems.add(FakeCompute.problem(kind));
    }

    // When
    Duration day = Duration.ZERO;
    while (day.compareTo(Duration.ofHours(1)) < 0) {
      Duration next = loop.look().orElseThrow();
      loop.clock.advance(next);
      day = day.plus(next);
    }

    // Then
    assertThat(loop.azure.reads).isBetween(2, 75);
    assertThat(loop.azure.patches).isZero();
    assertThat(loop.cluster.statusWrites).isEqualTo(1);
    assertThat(loop.cluster.events).hasSize(1);
  }

  @Test
  void throttlingClosesTheGateUntilRetryAfterEvenForAChangedDeclaration() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.patchProblems.add(FakeCompute.problem(Kind.THROTTLED, Duration.ofMinutes(10)));
    Duration next = loop.look().orElseThrow();
    int calls = loop.azure.reads + loop.azure.patches;

    // When
    loop.cluster.edit("web", assigned("metrics"));
    loop.clock.advance(Duration.ofSeconds(599));
    Duration rest = loop.look().orElseThrow();

    // Then
    assertThat(next).isEqualTo(Duration.ofMinutes(10));
    assertThat(loop.azure.reads + loop.azure.patches).isEqualTo(calls);
    assertThat(loop.cluster.ready("web")).isEqualTo("False Throttled");
    assertThat(rest).isEqualTo(Duration.ofSeconds(1));

    // When
    loop.clock.advance(rest);
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void aProblemOfOneDeclarationLeavesAnotherReady() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));
    loop.declare("more", assigned("metrics"));
    loop.azure.patchProblems.add(FakeCompute.problem(Kind.DENIED));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("more")).isEqualTo("False PermissionDenied");
  }

  @Test
  void theIdentityThatAzureNamesIsMarked() {
    // Given
    loop.declare("web", assigned("app", "ghost"));
    loop.azure.patchProblems.add(
        new Problem(
            Kind.IDENTITY_NOT_FOUND,
            "FailedIdentityOperation",
            "not found",
            Optional.empty(),
            Set.of(identity("ghost"))));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending", "ghost NotFound");
    assertThat(loop.cluster.message("web")).contains(identity("ghost").text());
  }

  @Test
  void aHindranceThatLastsIsToldOnce() {
    // Given
    loop.declare("web", assigned("ghost"));
    for (int i = 0; i < 5; i++) {
      loop.azure.patchProblems.add(
          new Problem(
              Kind.IDENTITY_NOT_FOUND,
              "FailedIdentityOperation",
              "not found",
              Optional.empty(),
              Set.of(identity("ghost"))));
    }
    loop.lookWhenDue(1);
    String since = loop.cluster.status("web").identities.get(0).since;
    loop.azure.beforePatch =
        () -> {
          // Then
          assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
          assertThat(loop.cluster.rows("web")).containsExactly("ghost NotFound owned");
        };

    // When
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.azure.patches).isEqualTo(5);
    assertThat(loop.cluster.events)
        .containsExactly("web Normal Updating", "web Warning WaitingForIdentity");
    assertThat(loop.cluster.status("web").identities.get(0).since).isEqualTo(since);
    assertThat(loop.cluster.rows("web")).containsExactly("ghost NotFound");
  }

  @Test
  void whatARivalAssignedInBetweenIsNotOurs() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.beforePatch =
        () -> {
          loop.azure.beforePatch = () -> {};
          loop.azure.othersPatch(
              new IdentityPatch(IdentityType.USER_ASSIGNED, Map.of(identity("app"), Entry.ASSIGN)));
        };

    // When
    Duration next = loop.look().orElseThrow();
    loop.look();

    // Then
    assertThat(next).as("412 is planned anew at once").isZero();
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app PreExisting");
  }

  @Test
  void ofALostAnswerTheOwnershipStays() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.losesAnswers = true;

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False AzureUnavailable");
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending owned");

    // When
    loop.clock.advance(LoopHarness.RETRY.multipliedBy(2));
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.azure.patches).as("it had landed").isEqualTo(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
  }

  @Test
  void aRestartInTheMiddleOfAnOperationSendsNoSecondPatch() {
    // Given
    loop.declare("web", assigned("app"));
    loop.look();

    // When
    loop.restart();
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.azure.polls).isEqualTo(1);
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").operation).isNull();
  }

  @Test
  void aKillRightAfterThePatchLeavesNothingUnowned() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.beforePatch =
        () ->
            loop.cluster.beforeWrite =
                unused -> {
                  throw new IllegalStateException("killed");
                };
    assertThatThrownBy(loop::look).hasMessage("killed");

    // When
    loop.cluster.beforeWrite = unused -> {};
    loop.azure.beforePatch = () -> {};
    loop.restart();
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
  }

  @Test
  void withoutTheIntentOnRecordNoPatchIsSent() {
    // Given
    loop.declare("web", assigned("app"));
    loop.cluster.beforeWrite =
        unused -> {
          throw new IllegalStateException("the API server is away");
        };

    // When
    assertThatThrownBy(loop::look).hasMessage("the API server is away");

    // Then
    assertThat(loop.azure.patches).isZero();
  }

  @Test
  void aPreemptedOperationIsPlannedAnewAtOnce() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.lies = true;
    loop.azure.operationStates.add(FakeCompute.state(Phase.PREEMPTED));
    loop.lookWhenDue(1);

    // When
    loop.azure.lies = false;
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.patches).isEqualTo(2);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"SUCCEEDED", "FAILED"})
  void anAzureThatDoesNotDoWhatItTookIsAskedEverMoreSlowly(Phase phase) {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.lies = true;

    // When
    Duration hour = Duration.ZERO;
    while (hour.compareTo(Duration.ofHours(1)) < 0) {
      loop.azure.operationStates.add(FakeCompute.state(phase));
      Duration next = loop.look().orElseThrow();
      loop.clock.advance(next);
      hour = hour.plus(next);
    }

    // Then
    assertThat(loop.azure.patches).isBetween(2, 25);
    assertThat(loop.cluster.ready("web")).isEqualTo("False Updating");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"NOT_FOUND", "DENIED", "REFUSED"})
  void whereTheOperationCannotBeReadTheScaleSetTells(Kind kind) {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.pollProblems.add(FakeCompute.problem(kind));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED,CredentialUnusable",
    "UNAVAILABLE,AzureUnavailable",
    "THROTTLED,Throttled"
  })
  void aPollThatFailsForNowIsToldAndTheOperationIsFollowedOn(Kind kind, String reason) {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.pollProblems.add(FakeCompute.problem(kind));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False " + reason);
    assertThat(loop.cluster.status("web").operation).isNotNull();
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending owned");

    // When
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.azure.polls).isEqualTo(2);
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void anOperationThatNeverEndsIsNotFollowedForEver() {
    // Given
    loop.declare("web", assigned("app"));
    for (int i = 0; i < 1000; i++) {
      loop.azure.operationStates.add(FakeCompute.state(Phase.RUNNING));
    }

    // When
    loop.look();
    loop.clock.advance(Look.LONGEST_OPERATION.plusSeconds(1));
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void somebodyElsesChangeIsNotPreempted() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.provisioningState = "Updating";

    // When
    loop.lookWhenDue(5);

    // Then
    assertThat(loop.azure.patches).isZero();
    assertThat(loop.cluster.message("web")).contains("Another change").contains("assign");

    // When
    loop.azure.provisioningState = "Succeeded";
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void aScaleSetThatStaysInUpdatingIsNotWaitedForForEver() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.provisioningState = "Updating";
    loop.look();

    // When
    loop.clock.advance(Look.PATIENCE);
    loop.look();

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void aTargetBeingDeletedIsNotWrittenTo() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.provisioningState = "Deleting";

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.azure.patches).isZero();
    assertThat(loop.cluster.ready("web")).isEqualTo("False " + loop.waiting());
    assertThat(loop.cluster.status("web").identities)
        .allSatisfy(row -> assertThat(row.state).isEqualTo(IdentityState.Pending))
        .allSatisfy(row -> assertThat(row.owned).isFalse());
  }

  @Test
  void aStatusThatSomebodyWroteOverDoesNotStopTheWork() {
    // Given
    loop.declare("web", assigned("app", "metrics"));
    loop.lookWhenDue(2);
    loop.cluster.status("web").identities.get(0).id = "nonsense";

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app PreExisting", "metrics Assigned owned");
  }

  @Test
  void aDeclarationWhoseAzureIsAwayIsNotLetGo() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(2);
    loop.azure.readProblems.add(FakeCompute.problem(Kind.UNAVAILABLE));

    // When
    loop.cluster.delete("web");
    loop.look();

    // Then
    assertThat(loop.cluster.isThere("web")).isTrue();
    assertThat(loop.cluster.ready("web")).isEqualTo("False AzureUnavailable");
    assertThat(loop.cluster.rows("web"))
        .as("what is owned is not forgotten")
        .containsExactly("app Assigned owned");
  }
}
