package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
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

/** What the loop does when Azure does not do what it is asked. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class HindranceTest {
  private final LoopHarness loop;

  HindranceTest(ArmId target) {
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
    loop.identities.put(LoopHarness.identity("app"), "westeurope", Map.of());
    loop.declare("web", assigned("app"));
    loop.azure.patchProblems.add(FakeCompute.problem(kind));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False " + reason);
    assertThat(loop.cluster.condition("web", beside)).isPresent();
    assertThat(loop.azure.patches).isEqualTo(1);

    // When
    loop.lookWhenDue(8);

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
  void theIdentityThatAzureNamesIsSetAsideAndTheOtherAssignedAtOnce() {
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
    assertThat(loop.azure.patches).isEqualTo(2);
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending owned", "ghost NotFound");

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned", "ghost NotFound");
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
    assertThat(loop.cluster.message("web")).contains(identity("ghost").text());
  }

  @Test
  void aHindranceThatLastsIsToldOnce() {
    // Given
    loop.declare("web", assigned("ghost"));
    for (int i = 0; i < 20; i++) {
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
    loop.lookWhenDue(8);

    // Then
    assertThat(loop.azure.patches).isGreaterThan(3);
    assertThat(loop.cluster.events)
        .containsExactly("web Normal Updating", "web Warning WaitingForIdentity");
    assertThat(loop.cluster.status("web").identities.get(0).since).isEqualTo(since);
    assertThat(loop.cluster.rows("web")).containsExactly("ghost NotFound");
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
