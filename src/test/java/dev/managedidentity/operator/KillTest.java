package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.plan.ArmId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left when the process is killed, answers are lost, or records are spoilt. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class KillTest {
  private final LoopHarness loop;

  KillTest(ArmId target) {
    loop = new LoopHarness(target);
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
}
