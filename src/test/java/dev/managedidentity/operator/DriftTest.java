package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DriftStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept and counted of what others changed. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class DriftTest {
  private static final String FOUND = "managedidentity_drift_found_total";
  private static final String REPAIRED = "managedidentity_drift_repaired_total";
  private static final String ASSIGN = "assign " + identity("app").text();

  private final LoopHarness loop;

  DriftTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private void settle() {
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  private DriftStatus drift() {
    return loop.cluster.status("web").lastDrift;
  }

  /** How often it was counted, for whichever kind. */
  private long counted(String name) {
    return loop.metrics
        .text()
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains("namespace=\"shop\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static Instant time(String text) {
    return Instant.parse(text);
  }

  @Test
  void whatIsCarriedOutForTheFirstTimeIsNoDrift() {
    // When
    settle();

    // Then
    assertThat(drift()).isNull();
    assertThat(counted(FOUND)).isZero();
  }

  @Test
  void theStatusTellsWhatItWasBetweenWhichLooksAndWhenItWasPutRight() {
    // Given
    settle();
    Duration next = loop.look().orElseThrow();
    Instant verified = loop.clock.instant();
    loop.clock.advance(Duration.ofSeconds(61));
    loop.azure.live = live();

    // When
    loop.look();

    // Then
    assertThat(next).isEqualTo(LoopHarness.PERIOD);
    assertThat(time(drift().foundTime)).isEqualTo(loop.clock.instant());
    assertThat(time(drift().verifiedTime))
        .as("not the time that the status has, which may be ten minutes old")
        .isEqualTo(verified);
    assertThat(drift().changes).containsExactly(ASSIGN);
    assertThat(drift().by).isEmpty();
    assertThat(drift().repairedTime).isNull();

    // When
    loop.clock.advance(FakeCompute.POLL_AFTER);
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(time(drift().repairedTime)).isEqualTo(loop.clock.instant());
    assertThat(counted(FOUND)).isEqualTo(1);
    assertThat(counted(REPAIRED)).isEqualTo(1);
  }

  @Test
  void driftIsCountedOnceHoweverOftenItIsLookedAtAndWhateverRestarts() {
    // Given
    settle();
    loop.azure.live = live();
    loop.azure.patchProblems.addAll(
        List.of(
            FakeCompute.problem(Kind.LOCKED),
            FakeCompute.problem(Kind.LOCKED),
            FakeCompute.problem(Kind.LOCKED)));

    // When
    loop.lookWhenDue(2);
    String found = drift().foundTime;
    loop.restart();
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(drift().foundTime).isEqualTo(found);
    assertThat(drift().repairedTime).isNotNull();
    assertThat(counted(FOUND)).isEqualTo(1);
    assertThat(counted(REPAIRED)).isEqualTo(1);
    assertThat(loop.cluster.events.stream().filter(e -> e.endsWith("DriftFound"))).hasSize(1);
  }

  @Test
  void driftWhileTheOperatorWasAwayIsFoundFromTheStatus() {
    // Given
    settle();
    String verified = loop.cluster.status("web").lastVerifiedTime;
    loop.azure.live = live();
    loop.clock.advance(Duration.ofHours(3));

    // When
    loop.restart();
    loop.look();

    // Then
    assertThat(drift().verifiedTime).isEqualTo(verified);
    assertThat(time(drift().foundTime)).isEqualTo(loop.clock.instant());
    assertThat(counted(FOUND)).isEqualTo(1);
  }

  @Test
  void anEditIsNoDrift() {
    // Given
    settle();

    // When
    loop.cluster.edit("web", assigned("metrics"));
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(drift()).isNull();
    assertThat(counted(FOUND)).isZero();
  }

  @Test
  void theLastDriftStaysUntilTheNext() {
    // Given
    settle();
    loop.azure.live = live();
    loop.lookWhenDue(3);
    String first = drift().foundTime;

    // When
    loop.lookWhenDue(30);

    // Then
    assertThat(drift().foundTime).isEqualTo(first);

    // When
    loop.azure.live = live();
    loop.lookWhenDue(3);

    // Then
    assertThat(time(drift().foundTime)).isAfter(time(first));
    assertThat(counted(FOUND)).isEqualTo(2);
    assertThat(counted(REPAIRED)).isEqualTo(2);
  }

  @Test
  void whatIsOnlyObservedIsDriftTooUntilSomebodyPutsItRight() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app").andThen(spec -> spec.mode = Mode.Observe));
    loop.lookWhenDue(2);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    loop.cluster.events.clear();

    // When
    loop.azure.live = live();
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.events).containsExactly("web Warning DriftObserved");
    assertThat(drift().changes).containsExactly(ASSIGN);
    assertThat(drift().repairedTime).isNull();
    assertThat(counted(FOUND)).isEqualTo(1);
    assertThat(counted(REPAIRED)).isZero();

    // When
    loop.azure.live = live("app");
    loop.lookWhenDue(1);

    // Then
    assertThat(drift().repairedTime).isNotNull();
    assertThat(counted(REPAIRED)).isEqualTo(1);
    assertThat(loop.azure.patches).isZero();
  }

  @Test
  void eachUndoingOfARivalIsCountedAndOnlyTheContestIsTold() {
    // Given
    settle();
    loop.cluster.events.clear();
    int undone = 0;

    // When
    Instant end = loop.clock.instant().plus(Duration.ofHours(2));
    while (loop.clock.instant().isBefore(end)) {
      if (loop.cluster.status("web").plan.isEmpty()) {
        loop.azure.live = live();
        undone++;
      }
      loop.lookWhenDue(1);
    }

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Contested");
    assertThat(undone).isGreaterThan(4);
    assertThat(counted(FOUND)).isEqualTo(undone);
    assertThat(loop.cluster.events)
        .contains("web Warning Contested")
        .filteredOn(event -> event.endsWith("DriftFound"))
        .hasSize(3);
  }

  @Test
  void ofVeryManyChangesTheFirstTenAreKept() {
    // Given
    String[] names = new String[25];
    for (int i = 0; i < names.length; i++) {
      names[i] = "app%02d".formatted(i);
    }
    loop.declare("web", assigned(names));
    loop.lookWhenDue(3);

    // When
    loop.azure.live = live();
    loop.lookWhenDue(1);

    // Then
    assertThat(drift().changes).hasSize(10).first().isEqualTo("assign " + identity("app00").text());
  }
}
