package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.ListQuery;
import dev.managedidentity.azure.Listed;
import dev.managedidentity.azure.Lists;
import dev.managedidentity.azure.Priority;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.testing.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When a list is fetched, and what it is good for. */
class ShelfTest implements Lists {
  private static final Duration PERIOD = Duration.ofSeconds(60);

  private final MutableClock clock = new MutableClock();
  private final Map<ArmId, ComputeResource> azure = new TreeMap<>();
  private final Set<ArmId> kept = new TreeSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<ListQuery> asked = new ArrayList<>();
  private int pages = 1;

  /** How many of the pages there is room for at once, at the source. */
  private int room = 1000;

  private Shelf shelf = shelf(ResourceGraph.OFF);

  private Shelf shelf(ResourceGraph graph) {
    return new Shelf(
        this,
        new ListQuery("s", ArmId.SCALE_SET, false, Priority.BACKGROUND, null),
        kept::contains,
        new Listings.Habits(PERIOD, Duration.ofSeconds(5), graph),
        clock);
  }

  @Override
  public int room(ListQuery query) {
    assertThat(query.ofGraph()).as("of that there is always enough").isFalse();
    return room;
  }

  @Override
  public Answer<Listed> list(ListQuery query) {
    asked.add(query);
    if (!problems.isEmpty()) {
      return Answer.not(problems.remove(0));
    }
    int from = query.from() == null ? 0 : Integer.parseInt(query.from());
    int to = query.ofGraph() ? pages : Math.min(pages, from + room);
    Map<ArmId, ComputeResource> shown = new TreeMap<>();
    int page = 0;
    for (Map.Entry<ArmId, ComputeResource> one : azure.entrySet()) {
      int at = page++ % pages;
      if (at >= from && at < to) {
        shown.put(one.getKey(), one.getValue());
      }
    }
    return Answer.of(
        new Listed(
            shown,
            to - from,
            query.ofGraph() ? Optional.of(clock.instant().minusSeconds(3)) : Optional.empty(),
            to == pages
                ? Optional.empty()
                : Optional.of(new Listed.Rest(Integer.toString(to), Duration.ofSeconds(30)))));
  }

  private long lists() {
    return asked.stream().filter(query -> query.from() == null).count();
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
      kept.add(id(i));
      shelf.use(id(i));
    }
  }

  @Test
  void ofAFewTargetsNoListIsFetched() {
    // Given
    use(9);

    // Then
    assertThat(shelf.refreshIfDue()).isEmpty();
    assertThat(lists()).isZero();
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
    assertThat(lists()).isEqualTo(10);
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
  void onlyThoseThatAreDeclaredAreKept() {
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
    assertThat(lists()).isEqualTo(1);
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
    assertThat(lists()).isEqualTo(1);
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
    assertThat(lists()).isEqualTo(3);
  }

  @Test
  void whoeverFindsItTooOldIsToldOfTheNextOne() {
    // Given
    use(10);
    shelf.refreshIfDue();
    clock.advance(PERIOD.multipliedBy(4));
    use(10);
    for (int i = 0; i < 2; i++) {
      problems.add(FakeCompute.problem(Problem.Kind.UNAVAILABLE));
    }
    assertThat(shelf.refreshIfDue()).isEmpty();

    // When
    shelf.awaitIfTooOld(id(3));
    clock.advance(PERIOD);

    // Then
    use(10);
    assertThat(shelf.refreshIfDue()).as("there is none this time either").isEmpty();

    // When
    clock.advance(PERIOD);

    // Then
    assertThat(shelf.refreshIfDue()).containsExactly(id(3));
    clock.advance(PERIOD);
    assertThat(shelf.refreshIfDue()).as("told once").isEmpty();
  }

  @Test
  void theFirstIsComingWhileItIsFetched() {
    // Given
    List<Boolean> coming = new ArrayList<>();
    List<Shelf> self = new ArrayList<>();
    Shelf watched =
        new Shelf(
            new Lists() {
              @Override
              public Answer<Listed> list(ListQuery query) {
                coming.add(self.get(0).isComing(id(20)));
                assertThat(self.get(0).refreshIfDue()).as("by one thread only").isEmpty();
                return ShelfTest.this.list(query);
              }

              @Override
              public int room(ListQuery query) {
                return ShelfTest.this.room(query);
              }
            },
            new ListQuery("s", ArmId.SCALE_SET, false, Priority.BACKGROUND, null),
            kept::contains,
            new Listings.Habits(PERIOD, Duration.ofSeconds(5), ResourceGraph.OFF),
            clock);
    self.add(watched);
    use(10);
    azure.keySet().forEach(watched::use);

    // When
    List<ArmId> told = watched.refreshIfDue();
    clock.advance(PERIOD);
    watched.refreshIfDue();

    // Then
    assertThat(coming).containsExactly(true, false);
    assertThat(told).as("who waited").containsExactly(id(20));
    assertThat(watched.isComing(id(21))).isFalse();
  }

  @Test
  void aListForWhichThereIsNoRoomIsReadOnLater() {
    // Given
    pages = 4;
    room = 3;
    use(40);

    // When
    shelf.refreshIfDue();

    // Then
    assertThat(shelf.find(id(3))).as("on the last page").isEmpty();

    // When
    shelf.refreshIfDue();
    clock.advance(Duration.ofSeconds(30));
    shelf.refreshIfDue();

    // Then
    assertThat(shelf.find(id(0))).isPresent();
    assertThat(asked).extracting(ListQuery::from).containsExactly(null, "3");
    assertThat(azure.keySet()).allMatch(id -> shelf.find(id).isPresent());
  }

  @Test
  void theResourceGraphTakesOverWhereThereIsNoRoom() {
    // Given
    shelf = shelf(ResourceGraph.AUTO);
    pages = 20;
    room = 15;
    use(40);

    // When
    shelf.refreshIfDue();

    // Then
    assertThat(asked).extracting(ListQuery::ofGraph).containsExactly(false, true);
    assertThat(azure.keySet()).allMatch(id -> shelf.find(id).isPresent());
    assertThat(azure.keySet().stream().filter(id -> !shelf.find(id).orElseThrow().ofGraph()))
        .as("what there was room for is from the source")
        .hasSize(30);
    assertThat(azure.keySet().stream().map(id -> shelf.find(id).orElseThrow()))
        .filteredOn(Sighting::ofGraph)
        .extracting(Sighting::at)
        .containsOnly(clock.instant().minusSeconds(3));
  }

  @Test
  void theResourceGraphAnswersWhatIsTooLongForEachPeriodAndNoMoreThanThat() {
    // Given
    shelf = shelf(ResourceGraph.AUTO);
    pages = 11;
    use(40);

    // When
    for (int period = 0; period < 3; period++) {
      use(40);
      shelf.refreshIfDue();
      clock.advance(PERIOD);
    }
    pages = 10;
    for (int period = 0; period < 2; period++) {
      use(40);
      shelf.refreshIfDue();
      clock.advance(PERIOD);
    }

    // Then
    assertThat(asked)
        .extracting(ListQuery::ofGraph)
        .containsExactly(false, true, true, true, false);
  }

  @Test
  void whatIsShownIsNeverOlderThanAPeriod() {
    // Given
    shelf = shelf(ResourceGraph.ON);
    use(40);
    shelf.refreshIfDue();

    // When
    clock.advance(PERIOD.minusSeconds(3));
    shelf.refreshIfDue();

    // Then
    assertThat(asked).as("it was three seconds old already").hasSize(2);
  }

  @Test
  void aListThatTheResourceGraphRefusesIsReadAtItsSource() {
    // Given
    shelf = shelf(ResourceGraph.ON);
    problems.add(FakeCompute.problem(Problem.Kind.REFUSED));
    use(40);

    // When
    for (int second = 0; second < 130; second++) {
      use(40);
      shelf.refreshIfDue();
      clock.advance(Duration.ofSeconds(1));
    }

    // Then
    assertThat(asked).extracting(ListQuery::ofGraph).containsExactly(true, false, false, false);
    assertThat(shelf.find(id(0))).isPresent();
  }

  @Test
  void manyOperationsAreAwaitedTogetherAndFewByThemselves() {
    // Given
    shelf = shelf(ResourceGraph.AUTO);
    pages = 11;
    room = 21;
    use(40);
    shelf.refreshIfDue();

    // When
    for (int i = 0; i < 11; i++) {
      assertThat(shelf.await(id(i))).as("a list of 11 pages costs as much").isEmpty();
    }

    // Then
    assertThat(shelf.await(id(11))).contains(Duration.ofSeconds(5));

    // When
    shelf.refreshIfDue();
    clock.advance(Duration.ofSeconds(5));
    shelf.refreshIfDue();

    // Then
    assertThat(asked)
        .extracting(ListQuery::priority)
        .containsExactly(Priority.BACKGROUND, Priority.URGENT);
    assertThat(asked).extracting(ListQuery::ofGraph).containsExactly(false, true);

    // When
    shelf.ended(id(0));
    clock.advance(Duration.ofSeconds(5));
    shelf.refreshIfDue();

    // Then
    assertThat(shelf.await(id(1))).isEmpty();
    assertThat(asked).hasSize(2);
  }

  @Test
  void atTheSourceThatHasSavedUpEnoughAFewAreAwaitedTogetherToo() {
    // Given
    shelf = shelf(ResourceGraph.AUTO);
    pages = 2;
    room = 4;
    use(40);
    shelf.refreshIfDue();

    // Then
    assertThat(shelf.await(id(0))).isEmpty();
    assertThat(shelf.await(id(1))).as("a list costs as much").isEmpty();
    assertThat(shelf.await(id(2))).contains(Duration.ofSeconds(5));

    // When
    room = 3;

    // Then
    assertThat(shelf.await(id(2))).as("for three the Resource Graph is no gain").isEmpty();
  }

  @Test
  void nobodyWaitsForAListThatDoesNotComeAnyMore() {
    // Given
    shelf = shelf(ResourceGraph.AUTO);
    use(12);
    shelf.refreshIfDue();

    // When
    Optional<Duration> next = Optional.empty();
    for (int looks = 0; looks < 50; looks++) {
      use(5);
      shelf.await(id(0));
      next = shelf.await(id(1));
      shelf.refreshIfDue();
      clock.advance(Duration.ofSeconds(5));
    }

    // Then
    assertThat(next).as("the seven others are not declared any more").isEmpty();
    assertThat(asked).as("while they may have been").hasSizeBetween(30, 45);
  }

  @Test
  void whoeverWaitsForLongCountsAsLookedAt() {
    // Given
    shelf = shelf(ResourceGraph.AUTO);
    use(12);
    shelf.refreshIfDue();

    // When
    Optional<Duration> next = Optional.empty();
    for (int looks = 0; looks < 50; looks++) {
      for (int i = 0; i < 12; i++) {
        next = shelf.await(id(i));
      }
      shelf.refreshIfDue();
      clock.advance(Duration.ofSeconds(5));
    }

    // Then
    assertThat(next).contains(Duration.ofSeconds(5));
    assertThat(asked).hasSize(50);
  }

  @Test
  void whileThereIsNoListOperationsAreAskedForThemselves() {
    // Given
    problems.add(FakeCompute.problem(Problem.Kind.UNAVAILABLE));
    use(20);
    shelf.refreshIfDue();

    // Then
    for (int i = 0; i < 20; i++) {
      assertThat(shelf.await(id(i))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "ON"})
  void listsForOperationsLeaveRoomForOtherReads(ResourceGraph graph) {
    // Given
    shelf = shelf(graph);
    pages = 100;
    room = 150;
    use(400);
    shelf.refreshIfDue();

    // When
    for (int i = 0; i < 400; i++) {
      shelf.await(id(i));
    }

    // Then
    assertThat(shelf.await(id(0))).contains(Duration.ofSeconds(25));
  }

  @ParameterizedTest
  @CsvSource({
    // Room for two lists: what the source shows is true, and costs the same.
    "AUTO, 4, false, 5",
    "OFF,  4, false, 5",
    // No room for the one that is to show drift any more.
    "AUTO, 3, true,  5",
    "OFF,  3, false, 12",
    "ON,  30, true,  5",
  })
  void operationsAreAwaitedAtTheSourceWhereItHasSavedUpEnough(
      ResourceGraph graph, int saved, boolean ofGraph, int seconds) {
    // Given
    shelf = shelf(graph);
    pages = 2;
    use(40);
    shelf.refreshIfDue();
    room = saved;

    // When
    for (int i = 0; i < 40; i++) {
      shelf.await(id(i));
    }
    Optional<Duration> next = shelf.await(id(0));
    clock.advance(next.orElseThrow());
    shelf.refreshIfDue();

    // Then
    assertThat(next).contains(Duration.ofSeconds(seconds));
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1).ofGraph()).isEqualTo(ofGraph);
    assertThat(asked.get(1).priority()).isEqualTo(Priority.URGENT);
  }
}
