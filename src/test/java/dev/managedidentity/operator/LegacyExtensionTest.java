package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.LegacyExtension.Presence;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveExtension.Setup;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does about the managed identity extension. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class LegacyExtensionTest {
  private static final Duration WHILE = Duration.ofMinutes(3);
  private static final String NAME = "ManagedIdentityExtensionForLinux";

  private final LoopHarness loop;

  LegacyExtensionTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private static Consumer<IdentitySpec> extension(Presence state, int port) {
    return spec -> {
      spec.legacyExtension = new LegacyExtension();
      spec.legacyExtension.state = state;
      spec.legacyExtension.os = OperatingSystem.Linux;
      spec.legacyExtension.port = port;
    };
  }

  private static Consumer<IdentitySpec> present() {
    return extension(Presence.Present, 50342);
  }

  private LegacyExtensionStatus status(String name) {
    return loop.cluster.status(name).legacyExtension;
  }

  private String row(String name) {
    LegacyExtensionStatus row = status(name);
    return row.name + " " + row.state + (row.owned ? " owned" : "");
  }

  @Test
  void itIsAddedAndItsOperationFollowed() {
    // Given
    loop.declare("web", present());
    loop.azure.operationStates.add(FakeCompute.state(Phase.RUNNING));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.extensionCalls).containsExactly("put " + NAME + " 50342");
    assertThat(loop.azure.polls).isEqualTo(2);
    assertThat(row("web")).isEqualTo(NAME + " Assigned owned");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").operation).isNull();
  }

  @Test
  void itIsOnRecordBeforeItIsAdded() {
    // Given
    loop.declare("web", present());
    loop.azure.step =
        () ->
            // Then
            assertThat(row("web")).isEqualTo(NAME + " Pending owned");

    // When
    loop.look();

    // Then
    assertThat(loop.azure.extensionCalls).hasSize(1);
  }

  @Test
  void itWaitsForTheChangeOfTheIdentityToEnd() {
    // Given
    loop.declare("web", assigned("app").andThen(present()));

    // When
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.azure.extensionCalls).isEmpty();

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.extensionCalls).hasSize(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void anotherPortIsAnotherPut() {
    // Given
    loop.declare("web", present());
    loop.run(WHILE);

    // When
    loop.cluster.edit("web", spec -> spec.legacyExtension.port = 8080);
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.extensionCalls)
        .containsExactly("put " + NAME + " 50342", "put " + NAME + " 8080");
    assertThat(row("web")).isEqualTo(NAME + " Assigned owned");
  }

  @Test
  void absentRemovesItWhoeverAddedIt() {
    // Given
    loop.azure.extensions.add(new LiveExtension("msi", OperatingSystem.Linux, 50342, Setup.DONE));
    loop.declare("web", extension(Presence.Absent, 50342));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.extensionCalls).containsExactly("remove msi");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").legacyExtension).isNull();
  }

  @Test
  void deletionRemovesWhatWasAddedAndNothingElse() {
    // Given
    loop.declare("web", present());
    loop.run(WHILE);

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.extensions).isEmpty();
    assertThat(loop.cluster.isThere("web")).isFalse();
  }

  @Test
  void whatWasThereBeforeAndWhatIsRetainedStays() {
    // Given
    loop.azure.extensions.add(new LiveExtension("msi", OperatingSystem.Linux, 50342, Setup.DONE));
    loop.declare("web", present());
    loop.run(WHILE);
    assertThat(row("web")).isEqualTo("msi PreExisting");

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.extensions).hasSize(1);
    assertThat(loop.azure.extensionCalls).isEmpty();
  }

  @Test
  void retainLeavesIt() {
    // Given
    loop.declare("web", present().andThen(spec -> spec.deletionPolicy = DeletionPolicy.Retain));
    loop.run(WHILE);

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.extensions).hasSize(1);
  }

  @Test
  void whereInstancesAreUpgradedByHandTheRowSaysSo() {
    // Given
    loop.azure.upgradesByHand = true;
    loop.declare("web", present());

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(status("web").message).contains("Manual", "az vmss update-instances");
  }

  @Test
  void theYoungerOfTwoThatContradictEachOtherIsToldSo() {
    // Given
    loop.declare("web", present());
    loop.declare("younger", extension(Presence.Absent, 50342));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.extensionCalls).hasSize(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("younger")).isEqualTo("False Conflicted");
    assertThat(loop.cluster.condition("younger", ConditionType.Stalled)).isPresent();
    assertThat(loop.cluster.message("younger")).contains("shop/web", "the legacy extension");
  }

  @Test
  void itIsAddedThroughAKillAtAnyStepAndRemovedAgain() {
    for (int step = 0; step < 14; step++) {
      // Given
      LoopHarness killed = new LoopHarness(loop.target());
      killed.declare("web", assigned("app").andThen(present()));
      killed.killAt(step);

      // When
      killed.runThroughAKill(WHILE);

      // Then
      assertThat(killed.cluster.ready("web")).as("killed at " + step).isEqualTo("True Converged");
      assertThat(killed.cluster.status("web").legacyExtension.owned).isTrue();
      assertThat(killed.azure.extensionCalls).as("killed at " + step).hasSizeBetween(1, 2);

      // When
      killed.cluster.delete("web");
      killed.killAt(step);
      killed.runThroughAKill(WHILE);

      // Then
      assertThat(killed.azure.extensions).as("killed at " + step).isEmpty();
      assertThat(killed.cluster.isThere("web")).as("killed at " + step).isFalse();
    }
  }
}
