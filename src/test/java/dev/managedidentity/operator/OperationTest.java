package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the loop follows what Azure is working on. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class OperationTest {
  private final LoopHarness loop;

  OperationTest(ArmId target) {
    loop = new LoopHarness(target);
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
      names = {"UNAVAILABLE", "UNAUTHENTICATED", "THROTTLED"},
      mode = EnumSource.Mode.EXCLUDE)
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

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNAVAILABLE", "UNAUTHENTICATED"})
  void whereNoPollSucceedsTheTargetIsReadAfterTheThird(Kind kind) {
    // Given
    loop.declare("web", assigned("app"));
    for (int i = 0; i < 100; i++) {
      loop.azure.pollProblems.add(FakeCompute.problem(kind));
    }

    // When
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.azure.polls).isEqualTo(3);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").operation).isNull();
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2099-01-01T00:00:00Z", "9998-12-31T23:59:59Z"})
  void anOperationThatBeginsInTheFutureIsNotFollowed(String startTime) {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.live = LoopHarness.live("app");
    loop.lookWhenDue(1);
    OperationStatus forged = new OperationStatus();
    forged.url = "https://management.azure.com/subscriptions";
    forged.startTime = startTime;
    loop.cluster.status("web").operation = forged;
    loop.restart();

    // When
    loop.look();

    // Then
    assertThat(loop.azure.polls).isZero();
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").operation).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 600})
  void aThrottledTargetReportsTheDelayThatIsUsed(long asked) {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.readProblems.add(FakeCompute.problem(Kind.THROTTLED, Duration.ofSeconds(asked)));

    // When
    Duration next = loop.look().orElseThrow();

    // Then
    assertThat(next).isGreaterThanOrEqualTo(Duration.ofSeconds(Math.max(asked, 1)));
    assertThat(loop.cluster.message("web")).contains("for " + next.toSeconds() + " s;");
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
    loop.clock.advance(Operations.LONGEST.plusSeconds(1));
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.patches).isEqualTo(1);
  }
}
