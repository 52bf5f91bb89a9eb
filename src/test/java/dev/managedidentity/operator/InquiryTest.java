package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DriftStatus;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may have caused drift, from the activity log, minutes later. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class InquiryTest {
  private static final Duration LATER = Duration.ofMinutes(45);

  private final LoopHarness loop;

  InquiryTest(ArmId target) {
    loop = new LoopHarness(target);
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    loop.cluster.events.clear();
  }

  /** Somebody takes the identity away, half a minute after the last look. */
  private void undo() {
    loop.clock.advance(Duration.ofSeconds(30));
    loop.azure.live = live();
  }

  /** Looks whenever a look is due; says after which time since now the log was asked. */
  private List<Duration> watch(Duration time) {
    List<Duration> asked = new ArrayList<>();
    Instant start = loop.clock.instant();
    while (loop.clock.instant().isBefore(start.plus(time))) {
      int before = loop.activityLog.asked.size();
      Duration next = loop.look().orElseThrow();
      if (loop.activityLog.asked.size() > before) {
        asked.add(Duration.between(start, loop.clock.instant()));
      }
      loop.clock.advance(next);
    }
    return asked;
  }

  private DriftStatus drift() {
    return loop.cluster.status("web").lastDrift;
  }

  private List<String> callers() {
    return drift().by.stream().map(one -> one.caller).toList();
  }

  @Test
  void whereItIsNotSetTheLogIsNeverAsked() {
    // When
    undo();
    watch(LATER);

    // Then
    assertThat(drift().repairedTime).isNotNull();
    assertThat(loop.activityLog.asked).isEmpty();
  }

  @Test
  void withoutDriftTheLogIsNeverAsked() {
    // Given
    loop.askTheLog();

    // When
    watch(LATER);

    // Then
    assertThat(loop.activityLog.asked).isEmpty();
  }

  @Test
  void itIsAskedFiveTenAndTwentyMinutesLaterAndTheLooksStayAsTheyWere() {
    // Given
    loop.askTheLog();
    loop.look();
    int reads = loop.azure.reads;

    // When
    undo();
    List<Duration> asked = watch(LATER);

    // Then
    assertThat(asked.stream().map(after -> after.minusSeconds(30)).toList())
        .as("after it was found, half a minute later")
        .containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(20));
    assertThat(loop.azure.reads - reads).as("a look a minute").isBetween(44, 47);
    assertThat(loop.activityLog.asked)
        .allSatisfy(
            question -> {
              assertThat(question.target()).isEqualTo(loop.target());
              assertThat(question.from())
                  .isEqualTo(Instant.parse(drift().verifiedTime).minusSeconds(10));
              assertThat(question.to()).isEqualTo(Instant.parse(drift().foundTime).plusSeconds(10));
            });
  }

  @Test
  void whoWroteToTheTargetInBetweenIsASuspectAndToldOnce() {
    // Given
    loop.askTheLog();
    loop.look();
    loop.activityLog.note("early@example.com", loop.clock.instant().minusSeconds(60));
    loop.activityLog.note("ada@example.com", loop.clock.instant().plusSeconds(29));
    loop.activityLog.note("late@example.com", loop.clock.instant().plusSeconds(80));

    // When
    undo();
    watch(LATER);

    // Then
    assertThat(callers()).containsExactly("ada@example.com");
    assertThat(drift().by.get(0).clientId).isEqualTo("az");
    assertThat(drift().repairedTime).isNotNull();
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.events)
        .containsExactly("web Warning DriftFound", "web Normal Converged", "web Normal DriftBy");
  }

  @Test
  void whoAppearsOnlyLaterIsAddedAndToldThen() {
    // Given
    loop.askTheLog();
    loop.look();
    undo();
    Instant undone = loop.clock.instant();
    watch(Duration.ofMinutes(7));
    assertThat(callers()).isEmpty();

    // When
    loop.activityLog.note("autoscaler", undone.minusSeconds(20));
    watch(Duration.ofMinutes(6));
    loop.activityLog.note("ada@example.com", undone);
    watch(LATER);

    // Then
    assertThat(callers()).containsExactly("ada@example.com", "autoscaler");
    assertThat(loop.cluster.events.stream().filter(e -> e.endsWith("DriftBy"))).hasSize(2);
  }

  @Test
  void ofManyTheLastFiveAreKeptEachOnce() {
    // Given
    loop.askTheLog();
    loop.look();
    IntStream.range(0, 8)
        .forEach(
            i -> loop.activityLog.note("caller" + i % 7, loop.clock.instant().plusSeconds(10 + i)));

    // When
    undo();
    watch(LATER);

    // Then
    assertThat(callers()).containsExactly("caller0", "caller6", "caller5", "caller4", "caller3");
    assertThat(loop.cluster.events.stream().filter(e -> e.endsWith("DriftBy"))).hasSize(1);
  }

  @Test
  void aLogThatDoesNotAnswerIsAskedAgainAtTheNextTimeAndHindersNothing() {
    // Given
    loop.askTheLog();
    loop.look();
    loop.activityLog.note("ada@example.com", loop.clock.instant().plusSeconds(20));
    loop.activityLog.problems.add(FakeCompute.problem(Kind.UNAVAILABLE));
    loop.activityLog.problems.add(FakeCompute.problem(Kind.DENIED));

    // When
    undo();
    List<Duration> asked = watch(LATER);

    // Then
    assertThat(asked).hasSize(3);
    assertThat(callers()).containsExactly("ada@example.com");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void anErrorInAskingHindersNothingEither() {
    // Given
    loop.askTheLog();
    loop.activityLog.isBroken = true;

    // When
    undo();
    List<Duration> asked = watch(LATER);

    // Then
    assertThat(asked).hasSize(3);
    assertThat(drift().repairedTime).isNotNull();
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void noLookWaitsForALogThatTakesItsTime() {
    // Given
    loop.askTheLogThatIsSlow();
    loop.look();
    loop.activityLog.note("ada@example.com", loop.clock.instant().plusSeconds(20));
    undo();
    watch(LATER);
    assertThat(loop.aside).as("asked once, for as long as there is no answer").hasSize(1);
    assertThat(drift().repairedTime).isNotNull();

    // When
    loop.aside.remove().run();
    watch(Duration.ofSeconds(10));

    // Then
    assertThat(callers()).containsExactly("ada@example.com");
  }

  @Test
  void aRestartCarriesOn() {
    // Given
    loop.askTheLog();
    loop.look();
    loop.activityLog.note("ada@example.com", loop.clock.instant().plusSeconds(20));
    undo();
    watch(Duration.ofMinutes(3));

    // When
    loop.restart();
    watch(LATER);

    // Then
    assertThat(loop.activityLog.asked).hasSize(3);
    assertThat(callers()).containsExactly("ada@example.com");

    // When
    loop.restart();
    watch(LATER);

    // Then
    assertThat(loop.activityLog.asked).as("long ago").hasSizeLessThanOrEqualTo(4);
    assertThat(loop.cluster.events.stream().filter(e -> e.endsWith("DriftBy"))).hasSize(1);
  }

  @Test
  void everyDeclarationOfTheTargetIsTold() {
    // Given
    loop.declare("more", assigned("app"));
    loop.askTheLog();
    loop.lookWhenDue(2);
    loop.activityLog.note("ada@example.com", loop.clock.instant().plusSeconds(20));

    // When
    undo();
    watch(LATER);

    // Then
    assertThat(callers()).containsExactly("ada@example.com");
    assertThat(loop.cluster.status("more").lastDrift.by).hasSize(1);
    assertThat(loop.activityLog.asked).as("one question for both").hasSize(3);
  }

  @Test
  void aContestNamesTheRival() {
    // Given
    loop.askTheLog();

    // When
    Instant end = loop.clock.instant().plus(Duration.ofHours(3));
    while (loop.clock.instant().isBefore(end)) {
      if (loop.cluster.status("web").plan.isEmpty()) {
        undo();
        loop.activityLog.note("policy", loop.clock.instant());
      }
      loop.clock.advance(loop.look().orElseThrow());
    }

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Contested");
    assertThat(loop.cluster.message("web"))
        .contains("That log gives as suspects: policy with the application az at ");
    assertThat(loop.cluster.events.stream().filter(e -> e.endsWith("DriftBy")))
        .as("the same rival is told of once for each drift at most")
        .hasSizeBetween(1, 3);
  }
}
