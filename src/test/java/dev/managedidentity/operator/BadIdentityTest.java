package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.absent;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One identity that Azure refuses must not hold up the others. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class BadIdentityTest {
  private final LoopHarness loop;

  BadIdentityTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private static String[] names(int size) {
    return IntStream.range(0, size).mapToObj(i -> "id" + i).toArray(String[]::new);
  }

  private IdentityRow row(String name) {
    return loop.cluster.status("web").identities.stream()
        .filter(row -> row.id.equals(identity(name).text()))
        .findAny()
        .orElseThrow();
  }

  /** Until all that can be assigned is there. */
  private void lookUntil(int size) {
    for (int i = 0; i < 20 && loop.azure.live.userAssigned().size() < size; i++) {
      loop.lookWhenDue(1);
    }
    assertThat(loop.azure.live.userAssigned()).hasSize(size);
  }

  @ParameterizedTest
  @CsvSource({
    "IDENTITY_NOT_FOUND, NotFound, WaitingForIdentity, WaitingForIdentity",
    "DENIED, Unauthorized, PermissionDenied, PartiallyApplied",
    "REFUSED, Pending, InvalidSpec, PartiallyApplied"
  })
  void theOthersAreAssignedWithOneMorePatchIfItIsNamed(
      Kind kind, String state, String reason, String ofAll) {
    // Given
    loop.azure.bad.put(identity("id7"), kind);
    loop.declare("web", assigned(names(40)));

    // When
    lookUntil(39);
    int patches = loop.azure.patches;
    loop.lookWhenDue(2);

    // Then
    assertThat(patches).isEqualTo(2);
    assertThat(row("id7").state).hasToString(state);
    assertThat(row("id7").reason).hasToString(reason);
    assertThat(row("id7").owned).isFalse();
    assertThat(row("id8").owned).isTrue();
    assertThat(loop.cluster.ready("web")).isEqualTo("False " + ofAll);
    assertThat(loop.cluster.condition("web", ConditionType.Reconciling)).isPresent();
    assertThat(loop.cluster.message("web")).contains("said the fake");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 40, 200})
  void theOthersAreAssignedWhateverTheErrorSays(int size) {
    // Given
    loop.azure.namesTheBad = false;
    loop.azure.bad.put(identity("id1"), Kind.REFUSED);
    are(names(size));
    loop.declare("web", assigned(names(size)));

    // When
    lookUntil(size - 1);

    // Then
    assertThat(loop.azure.live.userAssigned()).doesNotContainKey(identity("id1"));
    assertThat(loop.azure.patches).isLessThanOrEqualTo(12);
    loop.lookWhenDue(2);
    assertThat(loop.cluster.message("web")).contains(identity("id1").text());
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"IDENTITY_NOT_FOUND", "REFUSED"})
  void oneThatNoErrorNamesIsAskedForBeforeHalvesAreTried(Kind kind) {
    // Given
    loop.azure.namesTheBad = false;
    loop.azure.bad.put(identity("id7"), kind);
    are(names(40));
    loop.identities.remove(identity("id7"));
    loop.declare("web", assigned(names(40)));

    // When
    lookUntil(39);
    int patches = loop.azure.patches;
    loop.lookWhenDue(2);

    // Then
    assertThat(patches).isEqualTo(2);
    assertThat(row("id7").state).hasToString("NotFound");
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
  }

  private void are(String... names) {
    for (String name : names) {
      loop.identities.put(identity(name), "westeurope", Map.of());
    }
  }

  @Test
  void whereAllAreBadAllAreToldAndNothingIsTriedAllTheTime() {
    // Given
    for (String name : names(4)) {
      loop.azure.bad.put(identity(name), Kind.DENIED);
    }
    loop.declare("web", assigned(names(4)));

    // When
    loop.lookWhenDue(30);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.rows("web"))
        .containsExactly(
            "id0 Unauthorized", "id1 Unauthorized", "id2 Unauthorized", "id3 Unauthorized");
    assertThat(loop.azure.patches).isLessThan(30);
  }

  @Test
  void itIsAssignedOnceItCanBe() {
    // Given
    loop.azure.bad.put(identity("id1"), Kind.IDENTITY_NOT_FOUND);
    loop.declare("web", assigned(names(2)));
    loop.lookWhenDue(3);
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");

    // When
    loop.azure.bad.clear();
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web"))
        .containsExactly("id0 Assigned owned", "id1 Assigned owned");
  }

  @Test
  void whatElseIsDeclaredIsDoneBesideIt() {
    // Given
    loop.azure.live = live("old");
    loop.azure.bad.put(identity("id0"), Kind.DENIED);
    loop.declare(
        "web",
        assigned("id0")
            .andThen(absent("old"))
            .andThen(spec -> spec.systemAssigned = SystemAssigned.Enabled));

    // When
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.azure.live.systemAssigned()).isTrue();
    assertThat(loop.azure.live.userAssigned()).isEmpty();
  }

  @Test
  void aQuietTargetWithABadOneIsNotWrittenAboutAtEachTry() {
    // Given
    loop.azure.bad.put(identity("id1"), Kind.DENIED);
    loop.declare("web", assigned(names(2)));
    loop.lookWhenDue(5);
    int events = loop.cluster.events.size();
    int patches = loop.azure.patches;

    // When
    loop.lookWhenDue(30);

    // Then
    assertThat(loop.cluster.events).hasSize(events);
    assertThat(loop.azure.patches - patches).as("ever more slowly").isBetween(1, 6);
    assertThat(row("id1").state).hasToString("Unauthorized");
  }

  @Test
  void anotherDeclarationOfTheTargetIsReady() {
    // Given
    loop.azure.bad.put(identity("ghost"), Kind.IDENTITY_NOT_FOUND);
    loop.declare("web", assigned("ghost"));
    loop.declare("more", assigned("app"));

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("more")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("web")).isEqualTo("False WaitingForIdentity");
  }

  @Test
  void aDeclarationThatGivesItUpIsReadyAndOneThatLeavesIsLetGo() {
    // Given
    loop.azure.bad.put(identity("ghost"), Kind.DENIED);
    loop.declare("web", assigned("app", "ghost"));
    loop.lookWhenDue(3);

    // When
    loop.cluster.edit("web", spec -> spec.userAssigned.remove(1));
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");

    // When
    loop.cluster.edit("web", assigned("ghost"));
    loop.lookWhenDue(2);
    loop.cluster.delete("web");
    Optional<?> next = loop.look();
    loop.lookWhenDue(2);

    // Then
    assertThat(next).isPresent();
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).isEmpty();
  }

  @Test
  void oneWhoseTurnComesWhileTheTargetIsLeftAloneLeadsToNoLooksWithoutAPause() {
    // Given
    loop.azure.bad.put(identity("ghost"), Kind.DENIED);
    loop.declare("web", assigned("app", "ghost"));
    loop.lookWhenDue(4);
    loop.azure.provisioningState = "Updating";

    // When
    loop.clock.advance(Duration.ofHours(2));
    Duration next = loop.look().orElseThrow();

    // Then
    assertThat(next).isPositive();
  }
}
