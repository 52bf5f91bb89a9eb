package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.absent;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does when all goes well. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class ConvergenceTest {
  private final LoopHarness loop;

  ConvergenceTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  @Test
  void aDeclaredIdentityIsAssignedWithOnePatch() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.operationStates.add(FakeCompute.state(Phase.RUNNING));

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.azure.polls).isEqualTo(2);
    assertThat(loop.azure.reads).isEqualTo(2);
  }

  @Test
  void whatIsAboutToBeAssignedIsOnRecordBeforeThePatchIsSent() {
    // Given
    loop.declare(
        "web", assigned("app").andThen(spec -> spec.systemAssigned = SystemAssigned.Enabled));
    loop.azure.beforePatch =
        () -> {
          // Then
          assertThat(loop.cluster.rows("web")).containsExactly("app Pending owned");
          assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
        };

    // When
    loop.look();

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void aTargetThatHasWhatIsDeclaredIsNotWrittenTo() {
    // Given
    loop.azure.live = live("app", "theirs");
    loop.declare("web", assigned("app"));

    // When
    loop.lookWhenDue(10);

    // Then
    assertThat(loop.azure.patches).isZero();
    assertThat(loop.cluster.statusWrites).isEqualTo(1);
    assertThat(loop.cluster.events).containsExactly("web Normal Converged");
    assertThat(loop.cluster.rows("web")).containsExactly("app PreExisting", "theirs Foreign");
  }

  @Test
  void aVerificationIsNotedEveryTenMinutesOrSo() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(1);
    String first = loop.cluster.status("web").lastVerifiedTime;

    // When
    loop.lookWhenDue(12);

    // Then
    assertThat(loop.cluster.statusWrites).isEqualTo(2);
    assertThat(loop.cluster.status("web").lastVerifiedTime).isNotEqualTo(first);
  }

  @Test
  void aLookBeforeItsTimeCostsNothing() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));
    loop.look();

    // When
    loop.look();

    // Then
    assertThat(loop.azure.reads).isEqualTo(1);
  }

  @Test
  void aChangedDeclarationIsActedOnAtOnce() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));
    loop.look();

    // When
    loop.cluster.edit("web", assigned("metrics"));
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app PreExisting", "metrics Assigned owned");
  }

  @Test
  void driftIsFoundToldAndPutRight() {
    // Given
    loop.declare("web", assigned("app", "metrics"));
    loop.lookWhenDue(3);
    loop.cluster.events.clear();

    // When
    loop.azure.othersPatch(
        new IdentityPatch(IdentityType.USER_ASSIGNED, Map.of(identity("app"), Entry.REMOVE)));
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.live.userAssigned())
        .containsOnlyKeys(identity("app"), identity("metrics"));
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.events)
        .containsExactly("web Warning DriftFound", "web Normal Converged");
    assertThat(loop.azure.patches).isEqualTo(2);
  }

  @Test
  void aTargetThatIsNotThereYetIsWaitedFor() {
    // Given
    loop.azure.readProblems.add(FakeCompute.problem(Kind.NOT_FOUND));
    loop.declare("web", assigned("app"));

    // When
    Duration next = loop.look().orElseThrow();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False " + loop.waiting());
    assertThat(loop.cluster.condition("web", ConditionType.Reconciling)).isPresent();
    assertThat(next).isBetween(LoopHarness.PERIOD, LoopHarness.PERIOD.multipliedBy(2));

    // When
    loop.clock.advance(next);
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void aTargetWithoutAnETagIsChangedWithoutIfMatch() {
    // Given
    loop.azure.sendsETags = false;
    loop.declare("web", assigned("app"));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void severalDeclarationsOfOneTargetAreOnePatch() {
    // Given
    loop.declare("web", assigned("app"));
    loop.declare("monitoring", assigned("metrics", "app"));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("monitoring")).isEqualTo("True Converged");

    // When
    loop.cluster.delete("web");
    loop.look();

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).as("still wanted by the other").hasSize(2);
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void observeWritesNothingToAzureAndShowsThePlan() {
    // Given
    loop.declare("web", assigned("app").andThen(spec -> spec.mode = Mode.Observe));

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.azure.patches).isZero();
    assertThat(loop.cluster.ready("web")).isEqualTo("False DriftObserved");
    assertThat(loop.cluster.status("web").plan).containsExactly("assign " + identity("app").text());
    assertThat(loop.cluster.condition("web", ConditionType.Stalled)).isEmpty();
  }

  @Test
  void aSuspendedDeclarationAsksAzureNothing() {
    // Given
    loop.declare("web", assigned("app").andThen(spec -> spec.suspend = true));

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.azure.reads).isZero();
    assertThat(loop.cluster.ready("web")).isEqualTo("Unknown Suspended");
  }

  @Test
  void theYoungerOfTwoThatContradictEachOtherIsToldSo() {
    // Given
    loop.declare("web", assigned("app"));
    loop.declare("cleanup", absent("app"));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("cleanup")).isEqualTo("False Conflicted");
    assertThat(loop.cluster.message("cleanup")).contains("shop/web").contains("app");
  }
}
