package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.absent;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.Mode;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ManagedGroup;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Authoritative on a target that AKS manages. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class AksNodePoolTest {
  @Parameter private ArmId target;
  private LoopHarness loop;

  @BeforeEach
  void declare() {
    loop = new LoopHarness(target);
    loop.azure.live = live("kubelet");
    loop.azure.managedGroup = Optional.of(new ManagedGroup("s", "Identities"));
    loop.declare("web", assigned("app").andThen(spec -> spec.mode = Mode.Authoritative));
    loop.run(Duration.ofMinutes(5));
  }

  private Optional<IdentityRow> kubelet() {
    return loop.cluster.status("web").identities.stream()
        .filter(row -> row.id.endsWith("/kubelet"))
        .findAny();
  }

  @Test
  void theKubeletsIdentityStaysAndTheStatusSaysWhy() {
    // Then
    assertThat(loop.azure.live.userAssigned())
        .containsOnlyKeys(identity("app"), identity("kubelet"));
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(kubelet())
        .hasValueSatisfying(
            row -> {
              assertThat(row.state).isEqualTo(IdentityState.Foreign);
              assertThat(row.owned).isFalse();
              assertThat(row.message)
                  .contains("Authoritative", "AKS manages", "ensure: Absent")
                  .contains("resource group " + target.resourceGroup());
            });
  }

  @Test
  void anAdditiveDeclarationSaysNothingOfIt() {
    // When
    loop.cluster.edit("web", spec -> spec.mode = Mode.Additive);
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(kubelet()).hasValueSatisfying(row -> assertThat(row.message).isNull());
  }

  @Test
  void itGoesWhereItIsListedAsAbsent() {
    // When
    loop.cluster.edit("web", absent("kubelet"));
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
  }

  @Test
  void aTargetThatAksDoesNotManageHasWhatIsDeclaredAlone() {
    // When
    loop.azure.managedGroup = Optional.empty();
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
  }
}
