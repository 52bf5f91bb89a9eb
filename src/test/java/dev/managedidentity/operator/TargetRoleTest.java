package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does about the roles of a target's system-assigned identity. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class TargetRoleTest {
  private static final Duration WHILE = Duration.ofMinutes(3);
  private static final Consumer<IdentitySpec> ENABLED =
      spec -> spec.systemAssigned = SystemAssigned.Enabled;

  private final LoopHarness loop;

  TargetRoleTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private static Consumer<IdentitySpec> reader(String scope) {
    return spec -> spec.roleAssignments.add(role("Reader", scope));
  }

  private List<String> rows(String name) {
    return FakeCluster.roles(loop.cluster.status(name));
  }

  private void settle() {
    loop.declare("web", ENABLED.andThen(reader("/scope")));
    loop.run(WHILE);
    loop.roles.calls.clear();
    loop.cluster.events.clear();
  }

  @Test
  void aRoleIsGrantedAsSoonAsThePrincipalIsThereAndNotBefore() {
    // Given
    loop.declare("web", ENABLED.andThen(reader("/scope")));

    // When
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.roles.calls).isEmpty();

    // When
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.roles.granted()).containsExactly("p1 Reader /scope");
    assertThat(rows("web")).containsExactly("Reader Granted owned p1");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.roles.calls).containsExactly("definition", "assignments", "grant");
  }

  @Test
  void withoutASystemAssignedIdentityItIsToldWhatToDo() {
    // Given
    loop.declare("web", reader("/scope"));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
    assertThat(loop.cluster.message("web"))
        .contains("Reader on /scope", "Set spec.systemAssigned to Enabled");
    assertThat(loop.roles.calls).isEmpty();
    assertThat(loop.cluster.statusWrites).isEqualTo(1);
  }

  @Test
  void observeShowsWhatItWouldGrant() {
    // Given
    loop.azure.live = new LiveIdentity(true, "p", "t", Map.of());
    loop.declare("web", reader("/scope").andThen(spec -> spec.mode = Mode.Observe));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False DriftObserved");
    assertThat(loop.cluster.status("web").plan).containsExactly("grant Reader on /scope");
    assertThat(rows("web")).containsExactly("Reader Pending p");
    assertThat(loop.roles.writes()).isZero();
  }

  @Test
  void aSuspendedDeclarationKeepsItsRolesOnRecordWhileAnotherActs() {
    // Given
    settle();
    loop.declare("more", assigned("app").andThen(reader("/other")));
    loop.cluster.edit("web", spec -> spec.suspend = true);

    // When
    loop.run(WHILE);

    // Then
    assertThat(rows("web")).containsExactly("Reader Granted owned p1");
    assertThat(loop.roles.there).hasSize(2);

    // When
    loop.cluster.edit("web", spec -> spec.suspend = false);
    loop.cluster.edit("web", spec -> spec.roleAssignments.clear());
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.granted()).containsExactly("p1 Reader /other");
  }

  @Test
  void nothingIsGrantedForASuspendedDeclaration() {
    // Given
    loop.azure.live = new LiveIdentity(true, "p", "t", Map.of());
    loop.declare("web", reader("/scope").andThen(spec -> spec.suspend = true));
    loop.declare("more", assigned("app"));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.writes()).isZero();
    assertThat(loop.cluster.ready("web")).isEqualTo("Unknown Suspended");
  }

  @Test
  void aGrantThatSomebodyTakesAwayIsBackByTheTenthPeriod() {
    // Given
    settle();
    loop.roles.there.clear();
    int writes = loop.cluster.statusWrites;

    // When
    loop.lookWhenDue(6);

    // Then
    assertThat(loop.roles.calls).as("not read in between").isEmpty();
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.roles.granted()).containsExactly("p1 Reader /scope");
    assertThat(loop.roles.calls).containsExactly("assignments", "grant");
    assertThat(loop.cluster.events)
        .containsExactly("web Warning DriftFound", "web Normal Converged");
  }

  @Test
  void inNineOfTenPeriodsRolesCostNoCallAndInTheTenthOneAScope() {
    // Given
    loop.declare(
        "web",
        ENABLED
            .andThen(reader("/a"))
            .andThen(reader("/b"))
            .andThen(spec -> spec.roleAssignments.add(role("Writer", "/a"))));
    loop.run(WHILE);
    loop.roles.calls.clear();

    // When
    loop.run(LoopHarness.PERIOD.multipliedBy(20));

    // Then
    assertThat(loop.roles.calls).containsOnly("assignments").hasSize(4);
  }

  @Test
  void aRoleIsGrantedThroughAKillAtAnyStepAndTakenAwayAgain() {
    for (int step = 0; step < 16; step++) {
      // Given
      LoopHarness killed = new LoopHarness(loop.target());
      killed.declare("web", ENABLED.andThen(reader("/a")).andThen(reader("/b")));
      killed.killAt(step);

      // When
      killed.runThroughAKill(WHILE);

      // Then
      assertThat(FakeCluster.roles(killed.cluster.status("web")))
          .as("killed at " + step)
          .containsExactly("Reader Granted owned p1", "Reader Granted owned p1");

      // When
      killed.cluster.delete("web");
      killed.killAt(step);
      killed.runThroughAKill(WHILE);

      // Then
      assertThat(killed.roles.there).as("killed at " + step).isEmpty();
      assertThat(killed.cluster.isThere("web")).as("killed at " + step).isFalse();
    }
  }

  @Test
  void theRecordOfADeclarationWithoutATargetIsKept() {
    // Given
    settle();
    Reporter reporter = new Reporter(loop.cluster, loop.clock, loop.metrics, TestRecords.PROOFS);

    // When
    reporter.reportAimless(
        loop.cluster.declarations(loop.target()).get(0).resource(),
        Judgement.mistaken("no subscription"));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False InvalidSpec");
    assertThat(loop.cluster.condition("web", ConditionType.Stalled)).isPresent();
    assertThat(rows("web")).containsExactly("Reader Granted owned p1");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
  }
}
