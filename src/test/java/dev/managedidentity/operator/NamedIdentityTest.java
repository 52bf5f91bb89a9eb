package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.entry;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.Mode;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does about identities that are declared by the names of their objects. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class NamedIdentityTest {
  private static final Duration WHILE = Duration.ofMinutes(3);

  private final LoopHarness loop;

  NamedIdentityTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private void declareIdentity(String name) {
    loop.cluster.declareIdentity(name, spec -> {});
  }

  @Test
  void anIdentityIsAssignedAsSoonAsItsObjectHasOne() {
    // Given
    declareIdentity("app");
    loop.declare("web", named("app"));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.cluster.status("web").identities.get(0).name).isEqualTo("app");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void whichWasAppliedFirstMakesNoDifference() {
    // Given
    loop.declare("web", named("app").andThen(assigned("other")));
    loop.run(WHILE);
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
    assertThat(loop.cluster.message("web")).contains("UserAssignedIdentity app", "shop");
    assertThat(loop.azure.live.userAssigned())
        .as("others are not held up")
        .containsOnlyKeys(identity("other"));

    // When
    declareIdentity("app");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app Assigned owned", "other Assigned owned");
  }

  @Test
  void anObjectWithoutAnIdentityIsWaitedForQuietlyAndSaysWhy() {
    // Given
    loop.identities.groupIsThere = false;
    declareIdentity("app");
    loop.declare("web", named("app").andThen(assigned("other")));
    loop.run(Duration.ofMinutes(2));
    int writes = loop.cluster.statusWrites;
    loop.azure.reads = 0;

    // When
    loop.run(Duration.ofMinutes(7));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
    assertThat(loop.cluster.message("web")).contains("shop/app", "resource group");
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending", "other Assigned owned");
    assertThat(loop.cluster.status("web").identities.get(0).message).contains("shop/app");
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);
    assertThat(loop.azure.reads).isBetween(6, 8);
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void whatIsAssignedStaysWhenItsObjectIsLostAndGoesNowhereElse() {
    // Given
    declareIdentity("app");
    loop.declare("web", named("app"));
    loop.run(WHILE);

    // When
    loop.cluster.loseIdentity("app");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
    assertThat(loop.cluster.message("web")).contains("UserAssignedIdentity app");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");

    // When
    loop.azure.live = LoopHarness.live();
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.patches).as("nobody knows whether it is there").isEqualTo(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending");
  }

  @Test
  void anObjectThatIsMadeAgainForAnotherIdIsFollowed() {
    // Given
    declareIdentity("app");
    loop.declare("web", named("app"));
    loop.run(WHILE);

    // When
    loop.cluster.loseIdentity("app");
    loop.cluster.declareIdentity("app", spec -> spec.name = "app2");
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app2"));
    assertThat(loop.cluster.rows("web")).containsExactly("app2 Assigned owned");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void absentByNameRemovesTheIdentityThatTheNameStandsFor() {
    // Given
    loop.azure.live = LoopHarness.live("app", "other");
    declareIdentity("app");
    loop.declare("web", spec -> spec.userAssigned.add(entry("app", Ensure.Absent)));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("other"));
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");

    // When
    loop.cluster.loseIdentity("app");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web"))
        .as("what stands for nothing is absent")
        .isEqualTo("True Converged");
  }

  @Test
  void oneIdentityByNameAndByIdIsOne() {
    // Given
    declareIdentity("app");
    loop.declare("web", named("app").andThen(assigned("APP")));
    loop.declare("more", assigned("app"));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.cluster.rows("more")).containsExactly("app Assigned owned");

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void aNameThatWaitsHoldsUpNobodyWhoDeclaresTheIdentityById() {
    // Given
    declareIdentity("app");
    for (int i = 0; i < 100; i++) {
      loop.identities.fail("read", FakeCompute.problem(Kind.DENIED));
    }
    loop.declare("web", named("app"));
    loop.declare("more", assigned("app"));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("more")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
  }

  @Test
  void anObserverIsToldWhatItsNameWaitsFor() {
    // Given
    loop.declare("web", named("app").andThen(spec -> spec.mode = Mode.Observe));

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
    assertThat(loop.azure.patches).isZero();
  }

  @Test
  void theIdentityIsDeletedOnlyAfterItsTargetsLetItGo() {
    // Given
    loop.cluster.declareIdentity(
        "app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    loop.declare("web", named("app"));
    loop.run(WHILE);

    // When
    loop.cluster.deleteIdentity("app");
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).isEmpty();
    assertThat(loop.identities.get(identity("app"))).isNull();
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
  }

  @Test
  void anIdentityAndItsTargetsConvergeThroughAKillAtAnyStep() {
    for (int step = 0; step < 20; step++) {
      // Given
      LoopHarness killed = new LoopHarness(loop.target());
      killed.cluster.declareIdentity(
          "app",
          UserIdentityTest.tags(Map.of("team", "shop"))
              .andThen(spec -> spec.roleAssignments.add(LoopHarness.role("Reader", "/scope"))));
      killed.declare("web", named("app"));
      killed.killAt(step);

      // When
      killed.runThroughAKill(WHILE);

      // Then
      assertThat(killed.cluster.ready("web")).as("killed at " + step).isEqualTo("True Converged");
      assertThat(killed.cluster.rows("web")).containsExactly("app Assigned owned");
      assertThat(killed.cluster.identityReady("app")).isEqualTo("True Converged");
      assertThat(killed.cluster.identityStatus("app").tags).containsExactly("team");
      assertThat(FakeCluster.roles(killed.cluster.identityStatus("app")))
          .containsExactly("Reader Granted owned principal-1");
      assertThat(killed.azure.patches).as("killed at " + step).isBetween(1, 2);
    }
  }
}
