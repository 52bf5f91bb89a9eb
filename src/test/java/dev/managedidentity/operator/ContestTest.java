package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody who keeps undoing what is declared. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class ContestTest {
  private final LoopHarness loop;

  ContestTest(ArmId target) {
    loop = new LoopHarness(target);
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  /** Undoes it whenever it is there, for so long; says when it was put right. */
  private List<Instant> undoFor(Duration time) {
    List<Instant> repairs = new ArrayList<>();
    Instant end = loop.clock.instant().plus(time);
    while (loop.clock.instant().isBefore(end)) {
      if (!loop.azure.live.userAssigned().isEmpty()) {
        loop.azure.live = live();
      }
      int before = loop.azure.patches;
      Duration next = loop.look().orElseThrow();
      if (loop.azure.patches > before) {
        repairs.add(loop.clock.instant());
      }
      loop.clock.advance(next);
    }
    return repairs;
  }

  @Test
  void theThirdTimeWithinTheHourIsAContestAndIsAnsweredEverMoreSlowly() {
    // When
    List<Instant> repairs = undoFor(Duration.ofHours(6));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Contested");
    assertThat(loop.cluster.condition("web", ConditionType.Reconciling)).isPresent();
    assertThat(loop.cluster.message("web")).contains("assign ", "activity log", "Azure Policy");
    assertThat(repairs).as("six hours of fight").hasSizeBetween(8, 18);
    Duration last =
        Duration.between(repairs.get(repairs.size() - 2), repairs.get(repairs.size() - 1));
    assertThat(last).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(63));
    assertThat(loop.cluster.events.stream().filter(e -> e.endsWith("Contested"))).hasSize(1);
  }

  @Test
  void twoRepairsAreDriftAndNothingMore() {
    // When
    for (int i = 0; i < 2; i++) {
      loop.azure.live = live();
      loop.lookWhenDue(3);
    }

    // Then
    assertThat(loop.azure.patches).isEqualTo(3);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void aContestThatEndsIsForgottenAfterAWhile() {
    // Given
    undoFor(Duration.ofHours(1));
    assertThat(loop.cluster.ready("web")).isEqualTo("False Contested");

    // When
    Instant end = loop.clock.instant().plus(Duration.ofHours(4));
    while (loop.clock.instant().isBefore(end)) {
      loop.lookWhenDue(1);
    }

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
  }

  @Test
  void whoeverChangesTheDeclarationBackAndForthFightsNobody() {
    // When
    for (int i = 0; i < 6; i++) {
      loop.cluster.edit("web", spec -> spec.userAssigned.clear());
      loop.cluster.edit("web", assigned("metrics"));
      loop.lookWhenDue(2);
      loop.cluster.edit("web", spec -> spec.userAssigned.clear());
      loop.cluster.edit("web", assigned("app"));
      loop.lookWhenDue(2);
    }
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void anotherDeclarationOfTheTargetIsNotContested() {
    // Given
    loop.azure.live = live("app", "metrics");
    loop.declare("more", assigned("metrics"));
    loop.lookWhenDue(2);

    // When
    for (int i = 0; i < 60; i++) {
      loop.azure.live = live("metrics");
      loop.lookWhenDue(1);
    }

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Contested");
    assertThat(loop.cluster.ready("more")).isEqualTo("True Converged");
  }

  @Test
  void aChangedDeclarationIsCarriedOutAtOnce() {
    // Given
    undoFor(Duration.ofHours(3));
    loop.azure.live = live();

    // When
    loop.cluster.edit("web", assigned("metrics"));
    loop.look();

    // Then
    assertThat(loop.azure.live.userAssigned()).hasSize(2);
  }
}
