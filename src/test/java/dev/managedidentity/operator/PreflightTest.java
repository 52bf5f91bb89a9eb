package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Mode;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rights that are read before a change is sent, so that none is refused. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class PreflightTest {
  private final LoopHarness loop;
  private final ArmId target;

  PreflightTest(ArmId target) {
    this.target = target;
    loop = new LoopHarness(target);
    loop.setPreflight();
  }

  @Test
  void withoutTheRightToTheTargetNothingIsSentUntilItIsThere() {
    // Given
    loop.rights.allowOnly(target, "*/read");
    loop.declare("web", assigned("app"));

    // When
    loop.lookWhenDue(5);

    // Then
    assertThat(loop.azure.patches).isZero();
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web"))
        .startsWith("Preflight: ")
        .contains("where it lacks %s/write.".formatted(target.type()))
        .endsWith("--scope " + target);
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending");

    // When
    loop.rights.allowAll();
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void anIdentityThatMayNotBeAssignedIsSetAsideAndTheOthersLand() {
    // Given
    loop.azure.bad.put(identity("vault"), Kind.DENIED);
    loop.rights.allowOnly(identity("vault"), "*/read");
    loop.declare("web", assigned("app", "vault"));

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("False PartiallyApplied");
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app Assigned owned", "vault Unauthorized");
    assertThat(loop.cluster.message("web")).endsWith("--scope " + identity("vault"));

    // When
    loop.azure.bad.clear();
    loop.rights.allowAll();
    loop.lookWhenDue(5);

    // Then
    assertThat(loop.azure.patches).isEqualTo(2);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void whatIsMissingIsLookedUpEverMoreSeldom() {
    // Given
    loop.rights.allowOnly(target, "*/read");
    loop.declare("web", assigned("app"));

    // When
    loop.run(Duration.ofHours(2));

    // Then
    assertThat(loop.rights.asked.stream().filter(target.text()::equals).count()).isBetween(8L, 16L);
    assertThat(loop.azure.patches).isZero();
    assertThat(loop.cluster.events).containsExactly("web Warning PermissionDenied");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"DENIED", "UNAVAILABLE", "THROTTLED", "NOT_FOUND", "REFUSED", "UNAUTHENTICATED"})
  void whereTheyCannotBeReadItGoesOnWithoutThem(Kind kind) {
    // Given
    loop.rights.unreadable = kind;
    loop.declare("web", assigned("app", "more"));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void whatSufficedIsNotReadAgainUntilAzureRefuses() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    assertThat(loop.rights.asked).containsExactlyInAnyOrder(target.text(), identity("app").text());

    // When
    drift();

    // Then
    assertThat(loop.azure.patches).isEqualTo(2);
    assertThat(loop.rights.asked).hasSize(2);

    // When
    loop.azure.patchProblems.add(
        new Problem(Kind.DENIED, "AuthorizationFailed", "no", Optional.empty(), Set.of()));
    drift();

    // Then
    assertThat(loop.rights.asked).as("for the message, and before the next try").hasSize(6);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  private void drift() {
    loop.azure.live = LiveIdentity.NONE;
    loop.azure.etag++;
    loop.lookWhenDue(4);
  }

  @Test
  void ofANewEntryOnlyItsOwnAreRead() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    loop.rights.asked.clear();

    // When
    loop.cluster.edit("web", assigned("more"));
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.rights.asked).containsExactly(identity("more").text());
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void whoChangesNothingNeedsNone() {
    // Given
    loop.rights.allowOnly(target);
    loop.declare("web", assigned("app").andThen(spec -> spec.mode = Mode.Observe));

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False DriftObserved");
    assertThat(loop.rights.asked).isEmpty();
  }

  @Test
  void aDeclarationThatLeavesIsHeldByAMissingRightAndLetGoWithIt() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    loop.restart();
    loop.rights.allowOnly(target, "*/read");

    // When
    loop.cluster.delete("web");
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.isThere("web")).isTrue();
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");

    // When
    loop.rights.allowAll();
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
  }
}
