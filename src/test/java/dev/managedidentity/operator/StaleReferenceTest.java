package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Identities that were deleted and made again, declared by id. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class StaleReferenceTest {
  private static final ArmId APP = identity("app");

  private final LoopHarness loop;

  StaleReferenceTest(ArmId target) {
    loop = new LoopHarness(target);
    loop.identities.put(APP, "westeurope", Map.of());
  }

  /** Azure shows the dead reference without the values that it had. */
  private void makeStale() {
    loop.azure.live = new LiveIdentity(false, null, null, Map.of(APP, Principal.UNKNOWN));
  }

  @Test
  void anOwnedOneIsMendedWithTwoPatchesAndStaysOwned() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    makeStale();
    int patches = loop.azure.patches;

    // When
    loop.look();

    // Then
    assertThat(loop.azure.live.userAssigned()).isEmpty();
    assertThat(loop.cluster.rows("web")).containsExactly("app Stale owned");

    // When
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.azure.patches - patches).isEqualTo(2);
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void oneThatWasThereBeforeIsMendedAndIsNotOursAfterwardsEvenThroughARestart() {
    // Given
    makeStale();
    loop.declare("web", assigned("app"));
    loop.look();
    assertThat(loop.azure.live.userAssigned()).isEmpty();

    // When
    loop.restart();
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.azure.patches).isEqualTo(2);
    assertThat(loop.cluster.rows("web")).containsExactly("app PreExisting");
  }

  @Test
  void oneOfWhichThereIsNoneAnyMoreIsToldAndMendedOnceItIsMadeAgain() {
    // Given
    loop.identities.remove(APP);
    makeStale();
    loop.declare("web", assigned("app", "metrics"));

    // When
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.cluster.rows("web")).containsExactly("app NotFound", "metrics Assigned owned");
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
    assertThat(loop.cluster.message("web")).contains("There is no identity " + APP + " any more");
    assertThat(loop.azure.patches).isEqualTo(1);

    // When
    loop.identities.put(APP, "westeurope", Map.of());
    loop.lookWhenDue(6);

    // Then
    assertThat(loop.azure.patches).isEqualTo(3);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app PreExisting", "metrics Assigned owned");
  }

  @Test
  void oneThatCannotBeReadIsLeftAlone() {
    // Given
    makeStale();
    loop.declare("web", assigned("app"));
    for (int i = 0; i < 10; i++) {
      loop.identities.fail("read", FakeCompute.problem(Kind.DENIED));
    }

    // When
    loop.lookWhenDue(5);

    // Then
    assertThat(loop.azure.patches).isZero();
  }

  @Test
  void oneThatNobodyDeclaresIsLeftAlone() {
    // Given
    makeStale();
    loop.declare("web", assigned("metrics"));

    // When
    loop.lookWhenDue(5);

    // Then
    assertThat(loop.azure.live.userAssigned()).containsKeys(APP, identity("metrics"));
    assertThat(loop.identities.calls).isEmpty();
  }

  @Test
  void goodReferencesAreNotAskedAbout() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));

    // When
    loop.lookWhenDue(20);

    // Then
    assertThat(loop.identities.calls).isEmpty();
    assertThat(loop.azure.patches).isZero();
  }

  @Test
  void aMendingThatDoesNotHelpIsNotMadeOverAndOver() {
    // Given
    makeStale();
    loop.declare("web", assigned("app"));
    loop.azure.principals = unused -> Principal.UNKNOWN;

    // When
    loop.lookWhenDue(30);

    // Then
    assertThat(loop.azure.patches).isEqualTo(2);
  }
}
