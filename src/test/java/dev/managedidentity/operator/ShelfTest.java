package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Listed;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.testing.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a list is fetched, and what it is good for. */
class ShelfTest {
  private static final Duration PERIOD = Duration.ofSeconds(60);

  private final MutableClock clock = new MutableClock();
  private final Map<ArmId, ComputeResource> azure = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private int pages = 1;
  private int lists;
  private final Shelf shelf = new Shelf(this::list, PERIOD, clock);

  private Answer<Listed> list() {
    lists++;
    return problems.isEmpty()
        ? Answer.of(new Listed(azure, pages))
        : Answer.not(problems.remove(0));
  }

  private static ArmId id(int i) {
    return ArmId.of("s", "shop", ArmId.SCALE_SET, "web" + i);
  }

  private void put(int i, String etag) {
    azure.put(
        id(i),
        new ComputeResource(
            id(i), etag, "here", false, "Succeeded", LiveIdentity.NONE, List.of(), false));
  }

  private void use(int many) {
    for (int i = 0; i < many; i++) {
      if (!azure.containsKey(id(i))) {
        put(i, "\"1\"");
      }
      shelf.use(id(i));
    }
  }

  @Test
  void ofAFewTargetsNoListIsFetched() {
    // Given
    use(9);

    // Then
    assertThat(shelf.refreshIfDue()).isEmpty();
    assertThat(lists).isZero();
    assertThat(shelf.find(id(0))).isEmpty();
  }

  @Test
  void ofManyItIsFetchedOnceAPeriodWhoeverAsks() {
    // Given
    use(50);

    // When
    for (int i = 0; i < 600; i++) {
      use(50);
      shelf.refreshIfDue();
      clock.advance(Duration.ofSeconds(1));
    }

    // Then
    assertThat(lists).isEqualTo(10);
    assertThat(shelf.find(id(7)).orElseThrow().resource()).isEqualTo(azure.get(id(7)));
  }

  @Test
  void whatChangedSinceTheListBeforeIsTold() {
    // Given
    use(10);
    assertThat(shelf.refreshIfDue()).as("nothing was seen before").isEmpty();
    put(3, "\"2\"");
    azure.remove(id(4));
    clock.advance(PERIOD);

    // When
    List<ArmId> changed = shelf.refreshIfDue();

    // Then
    assertThat(changed).containsExactlyInAnyOrder(id(3), id(4));
    assertThat(shelf.find(id(3)).orElseThrow().at()).isEqualTo(clock.instant());
    assertThat(shelf.find(id(4))).isEmpty();
  }

  @Test
  void onlyThoseThatAreAskedForAreKept() {
    // Given
    put(99, "\"1\"");
    use(10);

    // When
    shelf.refreshIfDue();

    // Then
    assertThat(shelf.find(id(99))).isEmpty();
  }

  @Test
  void aListOfMorePagesThanTargetsIsLeftAlone() {
    // Given
    pages = 11;
    use(10);

    // When
    shelf.refreshIfDue();

    // Then
    assertThat(shelf.find(id(0))).isEmpty();

    // When
    for (int i = 0; i < 59; i++) {
      clock.advance(PERIOD);
      use(10);
      shelf.refreshIfDue();
    }

    // Then
    assertThat(lists).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Problem.Kind.class,
      names = {"DENIED", "NOT_FOUND", "REFUSED"})
  void oneThatAzureRefusesIsNotAskedForAllTheTime(Problem.Kind kind) {
    // Given
    problems.add(FakeCompute.problem(kind));
    use(10);

    // When
    for (int i = 0; i < 60; i++) {
      use(10);
      shelf.refreshIfDue();
      clock.advance(PERIOD);
    }

    // Then
    assertThat(lists).isEqualTo(1);
  }

  @Test
  void whileThereIsTroubleTheLastOneServesForAWhile() {
    // Given
    use(10);
    shelf.refreshIfDue();
    for (int i = 0; i < 5; i++) {
      problems.add(FakeCompute.problem(Problem.Kind.UNAVAILABLE));
    }

    // When
    clock.advance(PERIOD.multipliedBy(2));
    shelf.refreshIfDue();

    // Then
    assertThat(shelf.find(id(0))).isPresent();

    // When
    clock.advance(PERIOD.multipliedBy(2));
    shelf.refreshIfDue();

    // Then
    assertThat(shelf.find(id(0))).isEmpty();
    assertThat(lists).isEqualTo(3);
  }

  @Test
  void theFirstIsComingWhileItIsFetched() {
    // Given
    List<Boolean> coming = new ArrayList<>();
    List<Shelf> self = new ArrayList<>();
    Shelf watched =
        new Shelf(
            () -> {
              coming.add(self.get(0).isComing());
              assertThat(self.get(0).refreshIfDue()).as("by one thread only").isEmpty();
              return list();
            },
            PERIOD,
            clock);
    self.add(watched);
    use(10);
    azure.keySet().forEach(watched::use);

    // When
    watched.refreshIfDue();
    clock.advance(PERIOD);
    watched.refreshIfDue();

    // Then
    assertThat(coming).containsExactly(true, false);
    assertThat(watched.isComing()).isFalse();
  }
}
