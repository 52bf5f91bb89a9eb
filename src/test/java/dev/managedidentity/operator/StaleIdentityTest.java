package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static dev.managedidentity.operator.LoopHarness.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does about a reference to an identity that was deleted and made again. */
@ParameterizedClass
@MethodSource("targets")
class StaleIdentityTest {
  private static final Duration WHILE = Duration.ofMinutes(3);

  @Parameter(0)
  private ArmId target;

  @Parameter(1)
  private boolean flexible;

  private LoopHarness loop;

  static Stream<Arguments> targets() {
    return Stream.of(
        Arguments.of(LoopHarness.WEB, false),
        Arguments.of(LoopHarness.WEB, true),
        Arguments.of(LoopHarness.BUILD, false));
  }

  @BeforeEach
  void begin() {
    loop = declared();
  }

  /** A target that names an identity, and has another one of no concern. */
  private LoopHarness declared() {
    LoopHarness begun = new LoopHarness(target);
    begun.azure.flexible = flexible;
    begun.azure.live = live("theirs");
    begun.identities.put(identity("other"), "westeurope", Map.of());
    begun.cluster.declareIdentity("app", spec -> {});
    begun.declare("web", named("app").andThen(assigned("other")));
    return begun;
  }

  /** The same, but the identity was on the target before the operator came. */
  private LoopHarness declaredWithWhatWasThere() {
    LoopHarness begun = declared();
    begun.identities.put(identity("app"), "westeurope", Map.of());
    Map<ArmId, Principal> users = new TreeMap<>(begun.azure.live.userAssigned());
    users.put(identity("app"), begun.azure.principals.apply(identity("app")));
    begun.azure.live = new LiveIdentity(false, null, null, users);
    return begun;
  }

  private static String principal(LoopHarness loop) {
    return loop.azure.live.userAssigned().get(identity("app")).principalId();
  }

  @Test
  void itIsTakenOffAndAssignedAnewWithTwoPatches() {
    // Given
    loop.run(WHILE);
    loop.azure.sent.clear();

    // When
    loop.remake("app");
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.sent)
        .extracting(IdentityPatch::userAssigned)
        .isEqualTo(
            List.of(Map.of(identity("app"), Entry.REMOVE), Map.of(identity("app"), Entry.ASSIGN)));
    assertThat(principal(loop)).isEqualTo("principal-3");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app Assigned owned", "other Assigned owned", "theirs Foreign");
    assertThat(loop.cluster.status("web").identities.get(0).principalId).isEqualTo("principal-3");
  }

  @Test
  void whatWasThereBeforeIsNotOwnedAfterARepair() {
    // Given
    loop = declaredWithWhatWasThere();
    loop.run(WHILE);
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app PreExisting", "other Assigned owned", "theirs Foreign");
    loop.azure.sent.clear();

    // When
    loop.remake("app");
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.sent).hasSize(2);
    assertThat(principal(loop)).isEqualTo("principal-3");
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app PreExisting", "other Assigned owned", "theirs Foreign");

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.sent).as("once is enough").hasSize(2);
  }

  @Test
  void aRepairIsCarriedOnThroughAKillAtAnyStep() {
    for (boolean wasThere : new boolean[] {false, true}) {
      for (int step = 0; step < 14; step++) {
        // Given
        LoopHarness killed = wasThere ? declaredWithWhatWasThere() : declared();
        killed.run(WHILE);
        killed.remake("app");
        killed.killAt(step);

        // When
        killed.runThroughAKill(WHILE);

        // Then
        assertThat(principal(killed)).as("killed at " + step).isEqualTo("principal-3");
        assertThat(killed.cluster.rows("web"))
            .as("killed at " + step)
            .containsExactly(
                wasThere ? "app PreExisting" : "app Assigned owned",
                "other Assigned owned",
                "theirs Foreign");
        assertThat(killed.cluster.ready("web")).isEqualTo("True Converged");
      }
    }
  }

  @Test
  void aRepairThatIsHinderedHalfWayIsCarriedOn() {
    // Given
    loop = declaredWithWhatWasThere();
    loop.run(WHILE);
    loop.remake("app");
    loop.lookAtWhenDue("app", 1);
    loop.azure.step =
        () -> {
          if (!loop.azure.live.userAssigned().containsKey(identity("app"))) {
            loop.azure.patchProblems.add(FakeCompute.problem(Kind.CONFLICT));
            loop.azure.step = () -> {};
          }
        };

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Updating");
    assertThat(loop.cluster.status("web").identities.get(0).state).isEqualTo(IdentityState.Stale);

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app PreExisting", "other Assigned owned", "theirs Foreign");
  }

  @Test
  void aReferenceToAnIdentityOfWhichTheObjectKnowsTooLittleIsNotRepairedOverAndOver() {
    // Given
    loop.run(WHILE);
    loop.cluster.editIdentity("app", spec -> spec.suspend = true);
    loop.azure.sent.clear();

    // When
    loop.remake("app");
    loop.azure.othersPatch(patch(Entry.REMOVE));
    loop.azure.othersPatch(patch(Entry.ASSIGN));
    loop.run(Duration.ofMinutes(10));

    // Then
    assertThat(loop.azure.sent).hasSizeLessThanOrEqualTo(2);
    assertThat(principal(loop)).isEqualTo("principal-3");
  }

  private static IdentityPatch patch(Entry entry) {
    return new IdentityPatch(IdentityType.USER_ASSIGNED, Map.of(identity("app"), entry));
  }
}
