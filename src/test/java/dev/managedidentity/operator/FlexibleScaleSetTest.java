package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.SystemAssigned;
import org.junit.jupiter.api.Test;

/** What only a scale set can be. */
class FlexibleScaleSetTest {
  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  @Test
  void flexibleScaleSetsAreNotAskedForASystemAssignedIdentity() {
    // Given
    loop.azure.flexible = true;
    loop.declare(
        "web", assigned("app").andThen(spec -> spec.systemAssigned = SystemAssigned.Enabled));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.has("web", Reason.SystemAssignedUnsupported)).isTrue();
    assertThat(loop.cluster.condition("web", ConditionType.Stalled)).isPresent();
    assertThat(loop.azure.live.userAssigned())
        .as("the rest lands")
        .containsOnlyKeys(identity("app"));
    assertThat(loop.azure.live.systemAssigned()).isFalse();
  }
}
