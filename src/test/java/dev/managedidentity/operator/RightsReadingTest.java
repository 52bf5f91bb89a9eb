package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** When the operator's rights are read, and how often. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class RightsReadingTest {
  private final LoopHarness loop;
  private final ArmId target;

  RightsReadingTest(ArmId target) {
    this.target = target;
    loop = new LoopHarness(target);
  }

  private static Problem denied(String code) {
    return new Problem(Kind.DENIED, code, "said Azure.", Optional.empty(), Set.of());
  }

  private static Problem denied() {
    return denied("AuthorizationFailed");
  }

  private static String[] names(int size) {
    return IntStream.range(0, size).mapToObj(i -> "id" + i).toArray(String[]::new);
  }

  @Test
  void ofManyInAGroupThatAllowsItTheGroupIsAskedForAlone() {
    // Given
    loop.azure.patchProblems.add(denied());
    loop.declare("web", assigned(names(100)));

    // When
    loop.look();

    // Then
    assertThat(loop.rights.asked)
        .containsExactlyInAnyOrder(target.text(), "/subscriptions/s/resourcegroups/identities");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"DENIED", "UNAVAILABLE", "THROTTLED", "NOT_FOUND"})
  void whatCannotBeReadChangesNothing(Kind kind) {
    // Given
    loop.rights.unreadable = kind;
    loop.azure.patchProblems.add(denied());
    loop.declare("web", assigned(names(40)));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web"))
        .isEqualTo(
            "AuthorizationFailed: said Azure. Grant the operator the role Virtual Machine"
                + " Contributor on %s.".formatted(target));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNAVAILABLE", "THROTTLED", "UNAUTHENTICATED"})
  void anAzureThatIsAwayIsNotAskedAboutOneScopeAfterTheOther(Kind kind) {
    // Given
    loop.rights.unreadable = kind;
    loop.azure.patchProblems.add(denied());
    loop.declare("web", assigned(names(40)));

    // When
    loop.look();

    // Then
    assertThat(loop.rights.asked).containsExactly(target.text());
  }

  @Test
  void againstADenyAssignmentNoRightsAreRead() {
    // Given
    loop.azure.patchProblems.add(denied("DenyAssignmentAuthorizationFailed"));
    loop.declare("web", assigned("app"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web")).contains("No role beats a deny assignment");
    assertThat(loop.rights.asked).isEmpty();
  }

  @Test
  void whereNothingIsRefusedNoneAreRead() {
    // Given
    loop.declare("web", assigned("app", "more"));

    // When
    loop.lookWhenDue(4);
    loop.azure.live = LiveIdentity.NONE;
    loop.azure.etag++;
    loop.lookWhenDue(4);
    loop.cluster.delete("web");
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.azure.patches).isEqualTo(3);
    assertThat(loop.rights.asked).isEmpty();
  }

  @Test
  void theyAreReadOnceForEachRefusedTry() {
    // Given
    loop.rights.allowOnly(target, "*/read");
    loop.azure.patchProblems.addAll(Collections.nCopies(50, denied()));
    loop.declare("web", assigned("app"));

    // When
    loop.lookWhenDue(20);

    // Then
    assertThat(loop.azure.patches).isGreaterThan(10);
    assertThat(Collections.frequency(loop.rights.asked, target.text()))
        .isEqualTo(loop.azure.patches);
    assertThat(loop.cluster.events).hasSize(2);
  }
}
