package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A system-assigned identity belongs to whoever enabled it last. */
class SystemAssignedOwnershipTest {
  private static final Duration A_WHILE = Duration.ofMinutes(20);

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  SystemAssignedOwnershipTest() {
    loop.declare("web", spec -> spec.systemAssigned = SystemAssigned.Enabled);
    loop.run(A_WHILE);
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
  }

  private void others(IdentityType type) {
    loop.azure.othersPatch(new IdentityPatch(type, Map.of()));
  }

  @Test
  void oneThatOthersEnabledAgainIsTheirs() {
    // Given
    others(IdentityType.NONE);
    others(IdentityType.SYSTEM_ASSIGNED);

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isFalse();

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.systemAssigned()).isTrue();
  }

  @Test
  void oneThatTheOperatorEnabledAgainIsStillTheOperators() {
    // Given
    others(IdentityType.NONE);

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
    assertThat(loop.cluster.status("web").systemAssigned.principalId)
        .isEqualTo(loop.azure.live.principalId());

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.systemAssigned()).isFalse();
  }

  @Test
  void enablingItAgainIsRecordedBeforeItIsSent() {
    // Given
    others(IdentityType.NONE);
    for (int step = 0; step < 6; step++) {
      // When
      loop.killAt(step);
      loop.runThroughAKill(A_WHILE);

      // Then
      assertThat(loop.cluster.status("web").systemAssigned.owned).as("killed at %d", step).isTrue();
      others(IdentityType.NONE);
    }
  }
}
