package dev.managedidentity.operator;

import static dev.managedidentity.operator.EmulatedFleet.patches;
import static dev.managedidentity.operator.EmulatedFleet.reads;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * More scale sets than Azure lets anybody change, or list, at once. Azure's limits and times are
 * those of a clock that is set forward by hand, so that what is measured is no matter of the
 * machine.
 */
class FleetLimitsTest {
  private static final int SIZE = 600;

  /** Of fifty each. */
  private static final int PAGES = 12;

  /** So far apart are lists of so many pages of the Resource Graph that show how changes go. */
  private static final Duration SIXTY_PAGES_APART = Duration.ofSeconds(15);

  /** The last of 600 can be sent after 40 s, 200 being sent at once and ten a second after that. */
  private static final Duration TO_SEND = Duration.ofSeconds(40);

  /** The first change of a scale set takes up to 46 s, which Retry-After rounds up to 50. */
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(50);

  private static final Duration LONGEST = Duration.ofMinutes(20);

  @TempDir private Path directory;
  private EmulatedFleet fleet;

  private void declareTheFleet(ResourceGraph graph) throws IOException {
    declareTheFleet(graph, SIZE / PAGES);
  }

  private void declareTheFleet(ResourceGraph graph, int pageSize) throws IOException {
    fleet =
        new EmulatedFleet(
            directory,
            ArmId.SCALE_SET,
            SIZE,
            azure -> azure.withLimits(true).withPageSize(pageSize),
            settings -> settings.withResourceGraph(graph));
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private static Duration withAMargin(Duration bound) {
    return bound.multipliedBy(115).dividedBy(100);
  }

  @ParameterizedTest
  @EnumSource(ResourceGraph.class)
  void allAreChangedAsFastAsAzureLetsAnybody(ResourceGraph graph) throws IOException {
    // Given
    declareTheFleet(graph);

    // When
    List<Duration> took = new ArrayList<>();
    List<RequestRecord> requests = fleet.requestsDuring(() -> took.add(fleet.untilReady(LONGEST)));

    // Then
    assertThat(requests).as("refused").noneMatch(one -> one.status() == 429);
    assertThat(patches(requests)).hasSize(SIZE);
    if (graph != ResourceGraph.OFF) {
      assertThat(fleet.loop().events())
          .as("told to be throttled")
          .noneMatch(one -> one.contains("Throttled"));
      assertThat(took.get(0)).isLessThan(withAMargin(TO_SEND.plus(LONGEST_CHANGE)));
    }
  }

  @Test
  void aPeriodCostsItsPagesAndAllThatDriftAtOnceArePutRightAsFast() throws IOException {
    // Given
    declareTheFleet(ResourceGraph.AUTO);
    fleet.pass(Duration.ofMinutes(5));

    // When
    List<RequestRecord> quiet = fleet.requestsDuring(Duration.ofMinutes(5));

    // Then
    assertThat(quiet).hasSizeBetween(4 * PAGES, 7 * PAGES);
    assertThat(quiet).allMatch(one -> one.method().equals("GET") && one.status() == 200);

    // When
    for (int i = 0; i < SIZE; i++) {
      fleet.changeByHand(i, "None", null);
    }
    Instant changed = fleet.now();
    List<RequestRecord> requests = fleet.requestsDuring(Duration.ofMinutes(3));

    // Then
    assertThat(requests).as("refused").noneMatch(one -> one.status() == 429);
    List<RequestRecord> patches = patches(requests);
    assertThat(patches).hasSize(SIZE).allMatch(one -> one.status() == 200);
    Instant found = patches.get(0).time();
    assertThat(Duration.between(changed, found)).isLessThan(Duration.ofSeconds(62));
    assertThat(Duration.between(found, patches.get(SIZE - 1).time()))
        .isLessThan(withAMargin(TO_SEND));
  }

  @Test
  void ofAListThatIsLongerThanComputeLetsThroughTheResourceGraphShowsTheRest() throws IOException {
    // Given
    int pageSize = 10;
    declareTheFleet(ResourceGraph.AUTO, pageSize);

    // When
    List<Duration> took = new ArrayList<>();
    List<RequestRecord> begun = fleet.requestsDuring(Duration.ofSeconds(1));

    // Then
    assertThat(reads(begun).stream().filter(this::isOfOne))
        .as("what can be changed at once is read for that, and no other")
        .hasSizeLessThanOrEqualTo(patches(begun).size());
    assertThat(fleet.ready())
        .extracting(Condition::getMessage)
        .filteredOn(message -> message.contains("A list of the subscription shows that"))
        .hasSizeGreaterThan(SIZE / 3)
        .allMatch(message -> message.contains("the turn of this one is in"));

    // When
    List<RequestRecord> requests = new ArrayList<>(begun);
    requests.addAll(fleet.requestsDuring(() -> took.add(fleet.untilReady(LONGEST))));

    // Then
    assertThat(requests).as("refused").noneMatch(one -> one.status() == 429);
    assertThat(patches(requests)).hasSize(SIZE);
    assertThat(took.get(0))
        .isLessThan(withAMargin(TO_SEND.plus(LONGEST_CHANGE).plus(SIXTY_PAGES_APART)));
    assertThat(reads(requests).stream().filter(this::isOfOne))
        .as("each is read once for its change, and few for anything else")
        .hasSizeBetween(SIZE, SIZE + SIZE / 10);
  }

  private boolean isOfOne(RequestRecord request) {
    return fleet.targets().contains(request.path());
  }
}
