package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.azure.Problem.Kind;
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
  void anEqualGrantOfOthersIsAcceptedAndNeverTakenAway() {
    // Given
    loop.azure.live = new LiveIdentity(true, "p", "t", Map.of());
    loop.roles.put("p", FakeRoles.READER, "/scope");
    loop.declare("web", reader("/scope"));
    loop.run(WHILE);
    assertThat(rows("web")).containsExactly("Reader Granted p");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.roles.writes()).isZero();
  }

  @Test
  void anotherPrincipalGetsTheRoleAndTheFormerOneLosesIt() {
    // Given
    settle();

    // When
    loop.azure.live = new LiveIdentity(true, "p2", "t", Map.of());
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.granted()).containsExactly("p2 Reader /scope");
    assertThat(rows("web")).containsExactly("Reader Granted owned p2");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void whatIsNotDeclaredAnyMoreIsTakenAway() {
    // Given
    settle();

    // When
    loop.cluster.edit("web", spec -> spec.roleAssignments.clear());
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThat(rows("web")).isEmpty();
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void deletionTakesTheRolesAway() {
    // Given
    loop.azure.live = new LiveIdentity(true, "p", "t", Map.of());
    settle();

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.roles.there).isEmpty();
    assertThat(loop.azure.live.systemAssigned()).as("there before").isTrue();
  }

  @Test
  void retainLeavesTheRoles() {
    // Given
    settle();

    // When
    loop.cluster.edit("web", spec -> spec.deletionPolicy = DeletionPolicy.Retain);
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.roles.there).hasSize(1);
  }

  @Test
  void ofATargetThatIsGoneTheOrphansAreTakenAwayAndTheFinalizerGoes() {
    // Given
    settle();
    for (int i = 0; i < 10; i++) {
      loop.azure.readProblems.add(FakeCompute.problem(Kind.NOT_FOUND));
    }
    loop.roles.revokeProblems.add(FakeCompute.problem(Kind.DENIED));

    // When
    loop.cluster.delete("web");
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.cluster.isThere("web")).isTrue();
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web")).contains("Reader on /scope");

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThat(loop.cluster.isThere("web")).isFalse();
  }

  @Test
  void twoDeclarationsOfOneTargetAreUnitedAndCounted() {
    // Given
    loop.declare("web", ENABLED.andThen(reader("/scope")));
    loop.declare("more", reader("/SCOPE").andThen(reader("/other")));
    loop.run(WHILE);
    assertThat(loop.roles.count("grant")).isEqualTo(2);
    assertThat(rows("more")).containsExactly("Reader Granted owned p1", "Reader Granted owned p1");

    // When
    loop.cluster.edit("web", spec -> spec.roleAssignments.clear());
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.there).as("still wanted by the other").hasSize(2);

    // When
    loop.cluster.delete("more");
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThat(loop.cluster.isThere("more")).isFalse();
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
    Reporter reporter = new Reporter(loop.cluster, loop.clock);

    // When
    reporter.reportMistake(
        loop.cluster.declarations(loop.target()).get(0).resource(), "no subscription");

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False InvalidSpec");
    assertThat(loop.cluster.condition("web", ConditionType.Stalled)).isPresent();
    assertThat(rows("web")).containsExactly("Reader Granted owned p1");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
  }
}
