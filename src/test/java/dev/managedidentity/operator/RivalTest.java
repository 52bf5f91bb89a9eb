package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does about others who change the same target. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class RivalTest {
  private final LoopHarness loop;

  RivalTest(ArmId target) {
    loop = new LoopHarness(target);
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
}
