package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.MutableClock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationTest {
  private static final Duration DELAY = Duration.ofSeconds(10);

  private final Isolation isolation = newIsolation();
  private final MutableClock clock = new MutableClock();

  private static Isolation newIsolation() {
    return new Isolation((unused, failures) -> DELAY.multipliedBy(failures));
  }

  private static Problem problem(Kind kind, String code, Collection<ArmId> named) {
    return new Problem(kind, code, "said Azure", Optional.empty(), Set.copyOf(named));
  }

  private static Problem unnamed() {
    return problem(Kind.REFUSED, "InvalidParameter", Set.of());
  }

  private boolean refused(Problem problem, Collection<ArmId> assigned) {
    return isolation.refused(problem, assigned, clock.instant());
  }

  private Set<ArmId> without() {
    return isolation.at(clock.instant()).keySet();
  }

  @Test
  void whatTheErrorNamesIsSetAsideAndTheOthersAreTriedAtOnce() {
    // Given
    List<ArmId> all = List.of(identity("a"), identity("b"), identity("c"));

    // When
    boolean again =
        refused(
            problem(Kind.IDENTITY_NOT_FOUND, "FailedIdentityOperation", Set.of(all.get(1))), all);

    // Then
    assertThat(again).isTrue();
    assertThat(without()).containsExactly(all.get(1));
  }

  @Test
  void eachHasABackOffOfItsOwnThatGrowsUntilItIsAssigned() {
    // Given
    ArmId app = identity("app");
    Problem denied = problem(Kind.DENIED, "LinkedAuthorizationFailed", Set.of(app));
    refused(denied, Set.of(app));
    clock.advance(DELAY);
    assertThat(without()).as("its time has come").isEmpty();

    // When
    refused(denied, Set.of(app));
    clock.advance(DELAY);

    // Then
    assertThat(without()).as("twice as long now").containsExactly(app);
    assertThat(isolation.nextTry(clock.instant())).isEqualTo(clock.instant().plus(DELAY));
    isolation.assigned(Set.of(app), clock.instant());
    assertThat(without()).isEmpty();
  }

  /** The whole, a half each time, and the others together. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "3, 4", "40, 9", "150, 11"})
  void oneBadOneIsFoundByHalvingWhereTheErrorNamesNone(int size, int most) {
    for (ArmId bad : all(size)) {
      Isolation isolation = newIsolation();
      Set<ArmId> wanted = all(size);

      // When
      int patches = patchesUntilQuiet(isolation, wanted, Set.of(bad));

      // Then
      assertThat(wanted).as("what is still not there").containsExactly(bad);
      assertThat(isolation.at(clock.instant())).containsOnlyKeys(bad);
      assertThat(patches).as(bad.name()).isLessThanOrEqualTo(most);
    }
  }

  /** Of many, hunting each as if it were the only one takes 109 PATCHes. */
  @ParameterizedTest
  @ValueSource(ints = {9, 40})
  void allBadOnesAreAllSetAside(int size) {
    // Given
    Set<ArmId> wanted = all(size);
    Set<ArmId> bad = Set.copyOf(wanted);

    // When
    int patches = patchesUntilQuiet(isolation, wanted, bad);

    // Then
    assertThat(without()).isEqualTo(bad);
    assertThat(patches).isLessThanOrEqualTo(2 * size + 4);
  }

  /** A small Azure that refuses whatever has a bad one in it, and never says which. */
  private int patchesUntilQuiet(Isolation isolation, Set<ArmId> wanted, Set<ArmId> bad) {
    for (int patches = 0; patches <= 10 * (wanted.size() + bad.size() + 1); patches++) {
      Set<ArmId> assigned = new TreeSet<>(wanted);
      assigned.removeAll(isolation.at(clock.instant()).keySet());
      if (assigned.isEmpty()) {
        return patches;
      }
      if (assigned.stream().anyMatch(bad::contains)) {
        assertThat(isolation.refused(unnamed(), assigned, clock.instant())).isTrue();
      } else {
        isolation.assigned(assigned, clock.instant());
        wanted.removeAll(assigned);
      }
    }
    throw new AssertionError("the same PATCHes are tried again and again");
  }

  private static Set<ArmId> all(int size) {
    Set<ArmId> all = new TreeSet<>();
    IntStream.range(0, size).forEach(i -> all.add(identity("id" + i)));
    return all;
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = Mode.EXCLUDE,
      names = {"IDENTITY_NOT_FOUND", "REFUSED"})
  void aProblemWithTheTargetItselfIsNotBlamedOnIdentities(Kind kind) {
    // When
    boolean again = refused(problem(kind, "AuthorizationFailed", Set.of()), all(4));

    // Then
    assertThat(again).isFalse();
    assertThat(without()).isEmpty();
  }

  @Test
  void aRemovalThatIsRefusedIsNotBlamedOnIdentitiesThatAreToBeAssigned() {
    assertThat(refused(unnamed(), Set.of())).isFalse();
  }

  @Test
  void whatIsNotWantedAnyMoreIsForgotten() {
    // Given
    refused(unnamed(), all(4));
    ArmId gone = identity("gone");
    refused(problem(Kind.IDENTITY_NOT_FOUND, "x", Set.of(gone)), Set.of(gone));

    // When
    isolation.keepOnly(Set.of(identity("id0")));

    // Then
    assertThat(without()).isEmpty();
  }
}
