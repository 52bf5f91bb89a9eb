package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.absent;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.plan.ArmId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop takes away, and what it leaves. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class RemovalTest {
  private final LoopHarness loop;

  RemovalTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  @Test
  void removingAnEntryRemovesOnlyWhatWasAssigned() {
    // Given
    loop.azure.live = live("before");
    loop.declare("web", assigned("before", "app", "stays"));
    loop.lookWhenDue(2);

    // When
    loop.cluster.edit("web", spec -> spec.userAssigned.removeIf(u -> !u.id.endsWith("stays")));
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.live.userAssigned())
        .containsOnlyKeys(identity("before"), identity("stays"));
    assertThat(loop.cluster.rows("web")).containsExactly("before Foreign", "stays Assigned owned");
  }

  @Test
  void absentRemovesWhatWasThereBefore() {
    // Given
    loop.azure.live = live("old", "other");
    loop.declare("web", absent("old"));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("other"));
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void deletionTakesAwayOnlyWhatWasAssignedAndThenLetsGo() {
    // Given
    loop.azure.live = live("before");
    loop.declare("web", assigned("before", "app"));
    loop.lookWhenDue(2);

    // When
    loop.cluster.delete("web");
    loop.look();

    // Then
    assertThat(loop.cluster.isThere("web")).as("while Azure works on it").isTrue();

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("before"));
    assertThat(loop.azure.patches).isEqualTo(2);
    assertThat(loop.look()).as("nobody is left").isEmpty();
  }

  @Test
  void retainLeavesEverythingAndAsksAzureNothing() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(2);
    int reads = loop.azure.reads;

    // When
    loop.cluster.edit("web", spec -> spec.deletionPolicy = DeletionPolicy.Retain);
    loop.cluster.delete("web");
    loop.look();

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
    assertThat(loop.azure.reads).isEqualTo(reads);
  }

  @Test
  void aDeclarationOfATargetThatIsGoneIsLetGo() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(2);
    loop.azure.isGone = true;

    // When
    loop.cluster.delete("web");
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.isThere("web")).as("after two reads that do not find it").isTrue();

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
  }
}
