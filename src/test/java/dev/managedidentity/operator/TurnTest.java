package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the loop does where Azure's limits leave no room just now, and nothing is wrong. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class TurnTest {
  private static final Duration TURN = Duration.ofSeconds(43);

  private final LoopHarness loop;

  TurnTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private static Problem heldBack() {
    return new Problem(
        Kind.THROTTLED,
        "HeldBack",
        "Azure lets ten through; the turn of this one is in 43 s.",
        Optional.of(TURN),
        Set.of());
  }

  @Test
  void aChangeWaitsForItsTurnAndSaysSo() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.turns.add(heldBack());

    // When
    Duration next = loop.look().orElseThrow();

    // Then
    assertThat(next).isEqualTo(TURN);
    assertThat(loop.cluster.ready("web")).isEqualTo("False Updating");
    assertThat(loop.cluster.message("web")).contains("the turn of this one is in 43 s");
    assertThat(loop.azure.patches).isZero();
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending");

    // When
    loop.clock.advance(TURN);
    loop.look();

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.azure.reads).as("the ETag tells if anything has happened").isEqualTo(1);
  }

  @Test
  void whoseTurnIsAtHandIsNotToldOfItOnceMore() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.turns.add(heldBack());
    loop.look();
    int writes = loop.cluster.statusWrites;
    loop.azure.turns.add(
        new Problem(
            Kind.THROTTLED,
            "HeldBack",
            "Azure lets ten through; the turn of this one is in 1 s.",
            Optional.of(Duration.ofMillis(300)),
            Set.of()));
    loop.clock.advance(TURN);

    // When
    Duration next = loop.look().orElseThrow();

    // Then
    assertThat(next).isEqualTo(Duration.ofMillis(300));
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);

    // When
    loop.clock.advance(next);
    loop.look();

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending owned");
  }

  @Test
  void whatHappensBeforeItsTurnIsFoundOutByTheEtag() {
    // Given
    loop.declare("web", assigned("app"));
    loop.azure.turns.add(heldBack());
    loop.look();
    loop.azure.live = live("others");
    loop.azure.etag++;

    // When
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.live.userAssigned().keySet())
        .containsExactlyInAnyOrder(LoopHarness.identity("app"), LoopHarness.identity("others"));
  }

  @Test
  void whereThereIsNoEtagItIsReadAgain() {
    // Given
    loop.azure.sendsETags = false;
    loop.declare("web", assigned("app"));
    loop.azure.turns.add(heldBack());
    loop.look();

    // When
    loop.clock.advance(TURN);
    loop.look();

    // Then
    assertThat(loop.azure.reads).isEqualTo(2);
  }

  @Test
  void aChangeBehindAClosedGateIsToldOfOnceAndSentFromWhatWasSeen() {
    // Given
    loop.declare("web", assigned("app"));
    for (int left = 60; left > 0; left -= 20) {
      loop.azure.turns.add(closed(Duration.ofSeconds(left)));
    }

    // When
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Throttled");
    assertThat(loop.cluster.message("web"))
        .isEqualTo(
            "Azure has asked to be left alone; trying again as soon as it may be asked."
                + " OperationNotAllowed: too many");
    int writes = loop.cluster.statusWrites;

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.turns).isEmpty();
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);

    // When
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.azure.reads).as("the ETag tells if anything has happened").isEqualTo(1);
  }

  @Test
  void whatHasWaitedForLongIsReadAgainBeforeItIsSaidToBeVerified() {
    // Given
    loop.declare("web", assigned("app"));
    for (int i = 0; i < 10; i++) {
      loop.azure.turns.add(closed(Duration.ofSeconds(61)));
    }

    // When
    loop.lookWhenDue(9);
    int reads = loop.azure.reads;
    loop.lookWhenDue(1);

    // Then
    assertThat(reads).isEqualTo(1);

    // When
    loop.look();

    // Then
    assertThat(loop.azure.reads).isEqualTo(2);
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  private static Problem closed(Duration left) {
    return new Problem(
        Kind.THROTTLED, "GateClosed", "OperationNotAllowed: too many", Optional.of(left), Set.of());
  }

  @Test
  void aPollThatWaitsForItsTurnChangesNoStatus() {
    // Given
    loop.declare("web", assigned("app"));
    loop.look();
    loop.azure.pollProblems.add(heldBack());
    loop.clock.advance(FakeCompute.POLL_AFTER);
    int writes = loop.cluster.statusWrites;

    // When
    Duration next = loop.look().orElseThrow();

    // Then
    assertThat(next).isEqualTo(TURN);
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void whatIsKnownToBeWellStaysSoForTwoPeriodsThoughItCannotBeRead() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));
    loop.run(Duration.ofSeconds(90));
    int writes = loop.cluster.statusWrites;
    for (int i = 0; i < 100; i++) {
      loop.azure.readProblems.add(FakeCompute.problem(Kind.THROTTLED, Duration.ofSeconds(20)));
    }

    // When
    loop.run(Duration.ofSeconds(50));

    // Then
    assertThat(loop.azure.readProblems).hasSizeLessThan(100);
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);

    // When
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Throttled");

    // When
    loop.azure.readProblems.clear();
    loop.run(Duration.ofMinutes(10));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.patches).isZero();
  }
}
