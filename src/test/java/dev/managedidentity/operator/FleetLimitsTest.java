package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** So many pages of one list compute gives out at once. */
  private static final int COMPUTE_PAGES = 30;

  /** So far apart are lists of so many pages of the Resource Graph that show how changes go. */
  private static final Duration SIXTY_PAGES_APART = Duration.ofSeconds(15);

  /** The last of 600 can be sent after 40 s, 200 being sent at once and ten a second after that. */
  private static final Duration TO_SEND = Duration.ofSeconds(40);

  /** The first change of a scale set takes up to 46 s, which Retry-After rounds up to 50. */
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(50);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private final MutableClock clock = new MutableClock();
  private final List<String> fleet = new ArrayList<>();
  private Emulator emulator;
  private DrivenLoop loop;
  private String app;

  private void declareTheFleet(ResourceGraph graph) throws IOException {
    declareTheFleet(graph, SIZE / PAGES);
  }

  private void declareTheFleet(ResourceGraph graph, int pageSize) throws IOException {
    emulator =
        Emulator.start(
            EmulatorOptions.in(directory).withClock(clock).withLimits(true).withPageSize(pageSize));
    emulator.azure().putResourceGroup("shop", "westeurope");
    app = emulator.azure().putIdentity("shop", "app");
    loop =
        new DrivenLoop(connections(), clock, null, settings -> settings.withResourceGraph(graph));
    for (int i = 0; i < SIZE; i++) {
      String target = emulator.azure().putScaleSet("shop", "web" + i, null);
      fleet.add(target);
      loop.put(
          Kinds.declaration(
              target,
              new ObjectMetaBuilder()
                  .withNamespace("shop")
                  .withName("web" + i)
                  .withUid("uid-" + i)
                  .withGeneration(1L)
                  .withCreationTimestamp("2026-01-01T00:00:00Z")
                  .build(),
              spec -> spec.userAssigned.add(assigned(app))));
    }
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  private static UserAssigned assigned(String id) {
    UserAssigned entry = new UserAssigned();
    entry.id = id;
    entry.ensure = Ensure.Assigned;
    return entry;
  }

  private Connections connections() {
    Map<String, String> environment = emulator.environment();
    AzureSettings settings =
        new AzureSettings(
            URI.create(environment.get("AZURE_AUTHORITY_HOST")),
            URI.create(environment.get("AZURE_RESOURCE_MANAGER_ENDPOINT")),
            null,
            environment.get("AZURE_TENANT_ID"),
            environment.get("AZURE_CLIENT_ID"),
            environment.get("AZURE_CLIENT_SECRET"),
            null,
            Path.of(environment.get("SSL_CERT_FILE")),
            Duration.ofSeconds(30));
    return Connections.to(settings, clock);
  }

  private void pass(Duration time) {
    Instant end = clock.instant().plus(time);
    while (loop.nextLook().filter(next -> next.isBefore(end)).isPresent()) {
      loop.look();
    }
    clock.advance(Duration.between(clock.instant(), end));
  }

  private List<RequestRecord> requestsDuring(Runnable passing) {
    int before = emulator.requests().size();
    passing.run();
    return emulator.requests().stream()
        .skip(before)
        .filter(one -> one.path().startsWith("/subscriptions/"))
        .toList();
  }

  /** How long until all declarations are Ready. */
  private Duration untilReady() {
    Instant start = clock.instant();
    while (ready() < SIZE) {
      loop.look();
      assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(20));
    }
    return Duration.between(start, clock.instant());
  }

  private long ready() {
    return fleet.stream()
        .filter(target -> declaration(target).filter(FleetLimitsTest::isReady).isPresent())
        .count();
  }

  private Optional<IdentityDeclaration<?>> declaration(String target) {
    return loop.find("shop/" + target.substring(target.lastIndexOf('/') + 1))
        .map(object -> (IdentityDeclaration<?>) object);
  }

  private static boolean isReady(IdentityDeclaration<?> declaration) {
    return declaration.getStatus() != null
        && declaration.getStatus().conditions.stream()
            .anyMatch(
                one ->
                    one.getType().equals(ConditionType.Ready.name())
                        && one.getStatus().equals("True"));
  }

  private static List<RequestRecord> patches(List<RequestRecord> requests) {
    return requests.stream().filter(one -> one.method().equals("PATCH")).toList();
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
    List<RequestRecord> requests = requestsDuring(() -> took.add(untilReady()));

    // Then
    assertThat(requests).as("refused").noneMatch(one -> one.status() == 429);
    assertThat(patches(requests)).hasSize(SIZE);
    if (graph != ResourceGraph.OFF) {
      assertThat(loop.events())
          .as("told to be throttled")
          .noneMatch(one -> one.contains("Throttled"));
      assertThat(took.get(0)).isLessThan(withAMargin(TO_SEND.plus(LONGEST_CHANGE)));
    }
  }

  @Test
  void aPeriodCostsItsPagesAndAllThatDriftAtOnceArePutRightAsFast() throws IOException {
    // Given
    declareTheFleet(ResourceGraph.AUTO);
    pass(Duration.ofMinutes(5));

    // When
    List<RequestRecord> quiet = requestsDuring(() -> pass(Duration.ofMinutes(5)));

    // Then
    assertThat(quiet).hasSizeBetween(4 * PAGES, 7 * PAGES);
    assertThat(quiet).allMatch(one -> one.method().equals("GET") && one.status() == 200);

    // When
    for (String target : fleet) {
      emulator
          .azure()
          .patchIdentity(target, JSON.createObjectNode().put("type", "None"), "somebody");
    }
    Instant changed = clock.instant();
    List<RequestRecord> requests = requestsDuring(() -> pass(Duration.ofMinutes(3)));

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
    List<RequestRecord> begun = requestsDuring(() -> pass(Duration.ofSeconds(1)));

    // Then
    assertThat(begun.stream().filter(one -> fleet.contains(one.path()) && isRead(one)))
        .as("what can be changed at once is read for that, and no other")
        .hasSizeLessThan(patches(begun).size());
    assertThat(messages())
        .filteredOn(message -> message.contains("The Resource Graph shows that"))
        .hasSizeGreaterThan(SIZE / 3)
        .allMatch(message -> message.contains("the turn of this one is in"));

    // When
    List<RequestRecord> requests = new ArrayList<>(begun);
    requests.addAll(requestsDuring(() -> took.add(untilReady())));

    // Then
    assertThat(requests).as("refused").noneMatch(one -> one.status() == 429);
    assertThat(patches(requests)).hasSize(SIZE);
    assertThat(took.get(0))
        .isLessThan(withAMargin(TO_SEND.plus(LONGEST_CHANGE).plus(SIXTY_PAGES_APART)));
    int shownBySource = COMPUTE_PAGES * pageSize;
    assertThat(requests.stream().filter(one -> fleet.contains(one.path()) && isRead(one)))
        .as("what compute showed is changed from the list")
        .hasSizeBetween(SIZE - shownBySource, SIZE - shownBySource + SIZE / 10);
  }

  private List<String> messages() {
    return fleet.stream()
        .flatMap(target -> declaration(target).stream())
        .flatMap(one -> Stream.ofNullable(one.getStatus()))
        .flatMap(status -> Reporter.ready(status).stream())
        .map(Condition::getMessage)
        .toList();
  }

  private static boolean isRead(RequestRecord request) {
    return request.method().equals("GET");
  }
}
