package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.SystemAssigned;
import java.util.Map;
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

  @Test
  void anIdentityMadeAgainIsFoundByWhatIsOnRecordAndMended() {
    // Given
    loop.azure.flexible = true;
    loop.identities.put(identity("app"), "westeurope", Map.of());
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    String first = loop.cluster.status("web").identities.get(0).principalId;
    loop.identities.put(identity("app"), "westeurope", Map.of());
    loop.identities.calls.clear();

    // When
    loop.lookWhenDue(14);

    // Then
    assertThat(first).isEqualTo("principal-1");
    assertThat(loop.azure.patches).isEqualTo(3);
    assertThat(loop.cluster.status("web").identities.get(0).principalId).isEqualTo("principal-2");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.identities.calls).as("once in ten periods, and when it is assigned").hasSize(2);
  }
}
