package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes from the declarations of one credential to those of another. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class SeveralCredentialsTest {
  private static final Duration WHILE = Duration.ofMinutes(30);

  private final LoopHarness loop;

  SeveralCredentialsTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private static Consumer<IdentitySpec> by(String team) {
    return spec -> {
      spec.credential = new CredentialReference();
      spec.credential.secretName = team;
    };
  }

  /** The heir is asked about first, for it is older. */
  private void leaveToAnHeir() {
    loop.declare("heir", by("team").andThen(assigned("other")));
    loop.declare("web", assigned("app"));
    loop.run(WHILE);
    loop.cluster.edit("heir", assigned("app"));
    loop.cluster.delete("web");
  }

  @ParameterizedTest
  @EnumSource(
      value = Problem.Kind.class,
      names = {"THROTTLED", "UNAVAILABLE", "CONFLICT", "DENIED", "UNAUTHENTICATED", "NOT_FOUND"})
  void whatLeavesWaitsUntilItsHeirHasItOnRecord(Problem.Kind trouble) {
    // Given
    leaveToAnHeir();
    loop.azure.readProblems.add(FakeCompute.problem(trouble));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.isThere("web")).isTrue();

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.cluster.rows("heir"))
        .containsExactly("app Assigned owned", "other Assigned owned");
  }

  @ParameterizedTest
  @EnumSource(
      value = Problem.Kind.class,
      names = {"DENIED", "UNAUTHENTICATED"})
  void anHeirWhoseCredentialIsOfNoUseIsNotWaitedForLong(Problem.Kind trouble) {
    // Given
    leaveToAnHeir();
    loop.refusal = Optional.of(FakeCompute.problem(trouble));

    // When
    loop.run(LoopHarness.PERIOD.multipliedBy(2));

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();

    // When
    loop.refusal = Optional.empty();
    loop.run(Duration.ofHours(2));

    // Then
    assertThat(loop.cluster.rows("heir"))
        .containsExactly("app PreExisting", "other Assigned owned");
  }

  /** It becomes the heir when its credential has had its turn, and before the other one has. */
  @Test
  void anHeirThatIsDeclaredBetweenTwoCredentialsHasItOnRecord() {
    // Given
    loop.declare("heir", by("team").andThen(assigned("other")));
    loop.declare("web", assigned("app"));
    loop.run(WHILE);

    // When
    loop.cluster.delete("web");
    loop.azure.onRead = () -> loop.cluster.edit("heir", assigned("app"));
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.cluster.rows("heir"))
        .containsExactly("app Assigned owned", "other Assigned owned");
  }

  /** What is to be tried in a moment is not told, and then nothing is handed over either. */
  @Test
  void whatLeavesWaitsForAnHeirWhoseChangeIsDeferredForAMoment() {
    // Given
    loop.declare("heir", by("team").andThen(assigned("app", "other")));
    loop.declare("web", assigned("app"));
    for (int i = 0; i < 60; i++) {
      deferTheChangeOfTheHeir();
      loop.lookWhenDue(1);
    }
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");

    // When
    loop.cluster.delete("web");
    deferTheChangeOfTheHeir();
    loop.look();
    loop.azure.turns.clear();
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.cluster.rows("heir"))
        .containsExactly("app Assigned owned", "other Assigned owned");
  }

  private void deferTheChangeOfTheHeir() {
    loop.azure.turns.clear();
    loop.azure.turns.add(
        new Problem(
            Problem.Kind.THROTTLED,
            "HeldBack",
            "The next change is possible in 1 s.",
            Optional.of(Duration.ofSeconds(1)),
            Set.of()));
  }

  @Test
  void eachCredentialIsOneReadAPeriod() {
    // Given
    loop.declare("web", assigned("app"));
    loop.declare("same", by("team").andThen(assigned("app")));
    loop.declare("again", by("team").andThen(assigned("app")));
    loop.run(WHILE);
    int reads = loop.azure.reads;

    // When
    loop.run(LoopHarness.PERIOD.multipliedBy(10));

    // Then
    assertThat(loop.azure.reads - reads).isBetween(18, 22);
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void aCredentialThatIsChangedCarriesOnWithTheOperationUnderWay() {
    // Given
    loop.declare("web", assigned("app"));
    loop.look();

    // When
    loop.cluster.edit("web", by("team"));
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.azure.polls).isEqualTo(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
  }
}
