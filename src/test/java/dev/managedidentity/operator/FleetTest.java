package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What it costs to look after many scale sets, or machines, of one subscription. */
@ParameterizedClass
@ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
class FleetTest {
  private static final int SIZE = 60;

  /** Of fifty each. */
  private static final int PAGES = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter private String type;
  @TempDir private Path directory;

  private final MutableClock clock = new MutableClock();
  private final List<String> fleet = new ArrayList<>();
  private Emulator emulator;
  private DrivenLoop loop;
  private String app;

  @BeforeEach
  void declareTheFleet() throws IOException {
    emulator = Emulator.start(EmulatorOptions.in(directory).withClock(clock));
    emulator.azure().putResourceGroup("shop", "westeurope");
    app = emulator.azure().putIdentity("shop", "app");
    loop = new DrivenLoop(connections(), clock, null, UnaryOperator.identity());
    for (int i = 0; i < SIZE; i++) {
      String name = "web" + i;
      String target =
          type.equals(ArmId.SCALE_SET)
              ? emulator.azure().putScaleSet("shop", name, null)
              : emulator.azure().putVirtualMachine("shop", name, null);
      fleet.add(target);
      loop.put(
          Kinds.declaration(
              target,
              new ObjectMetaBuilder()
                  .withNamespace("shop")
                  .withName(name)
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

  private List<RequestRecord> requestsDuring(Duration time) {
    int before = emulator.requests().size();
    pass(time);
    return emulator.requests().stream()
        .skip(before)
        .filter(one -> one.path().startsWith("/subscriptions/"))
        .toList();
  }

  private void patch(String target, String type, String value) throws IOException {
    ObjectNode block = JSON.createObjectNode().put("type", type);
    if (value != null) {
      block.set("userAssignedIdentities", JSON.readTree("{\"" + app + "\":" + value + "}"));
    }
    emulator.azure().patchIdentity(target, block, "somebody");
  }

  private static List<RequestRecord> patches(List<RequestRecord> requests) {
    return requests.stream().filter(one -> one.method().equals("PATCH")).toList();
  }

  @Test
  void eachIsChangedWithOnePatchFromWhatAListShowed() {
    // When
    List<RequestRecord> requests = requestsDuring(Duration.ofMinutes(5));

    // Then
    assertThat(patches(requests)).hasSize(SIZE).allMatch(one -> one.status() == 200);
    List<RequestRecord> firstReads =
        requests.stream().takeWhile(one -> !one.method().equals("PATCH")).toList();
    assertThat(firstReads).as("before the first change").hasSizeLessThanOrEqualTo(9 + PAGES);
    fleet.forEach(
        target ->
            assertThat(emulator.azure().getResource(target).at("/identity/userAssignedIdentities"))
                .hasSize(1));
  }

  @Test
  void aPeriodCostsAsManyReadsAsTheListHasPages() {
    // Given
    pass(Duration.ofMinutes(10));

    // When
    List<RequestRecord> requests = requestsDuring(Duration.ofMinutes(10));

    // Then
    assertThat(requests).hasSizeBetween(9 * PAGES, 11 * PAGES);
    assertThat(requests).allMatch(one -> one.path().endsWith(type));
  }

  @Test
  void driftIsFoundWithinAPeriodAndPutRightWithOnePatch() throws IOException {
    // Given
    pass(Duration.ofMinutes(10));
    patch(fleet.get(17), "None", null);
    Instant changed = clock.instant();

    // When
    List<RequestRecord> requests = requestsDuring(Duration.ofMinutes(3));

    // Then
    List<RequestRecord> patches = patches(requests);
    assertThat(patches).hasSize(1);
    assertThat(Duration.between(changed, patches.get(0).time()))
        .isLessThanOrEqualTo(Duration.ofSeconds(66));
    assertThat(requests.stream().filter(one -> one.path().equalsIgnoreCase(fleet.get(17))))
        .as("the change, and what came of it")
        .hasSize(2);
  }

  @Test
  void whatOthersAddIsSeenWithoutAnotherRead() throws IOException {
    // Given
    pass(Duration.ofMinutes(10));
    patch(fleet.get(3), "SystemAssigned, UserAssigned", "{}");

    // When
    List<RequestRecord> requests = requestsDuring(Duration.ofMinutes(10));

    // Then
    assertThat(patches(requests)).isEmpty();
    assertThat(requests).hasSizeBetween(9 * PAGES, 11 * PAGES + 4);
  }

  @Test
  void oneThatGoesIsReadByItselfToBeSure() {
    // Given
    pass(Duration.ofMinutes(10));
    emulator.azure().deleteResource(fleet.get(5));

    // When
    List<RequestRecord> requests = requestsDuring(Duration.ofMinutes(3));

    // Then
    assertThat(requests.stream().filter(one -> one.path().equalsIgnoreCase(fleet.get(5))))
        .isNotEmpty()
        .allMatch(one -> one.status() == 404);
    assertThat(loop.events()).anyMatch(one -> one.startsWith("shop/web5 Warning WaitingFor"));
  }

  @Test
  void aLookAtWhatIsAsItWasIsSpared() {
    // Given
    pass(Duration.ofMinutes(4));
    int before = loop.readings();

    // When
    List<RequestRecord> requests = requestsDuring(Duration.ofMinutes(5));

    // Then
    assertThat(requests).hasSizeBetween(4 * PAGES, 6 * PAGES);
    assertThat(loop.readings()).isEqualTo(before);
  }

  @Test
  void whatIsVerifiedIsNotedAllTheSame() {
    // Given
    pass(Duration.ofMinutes(5));
    int before = loop.statusWrites();

    // When
    pass(Duration.ofMinutes(31));

    // Then
    assertThat(loop.statusWrites() - before).isEqualTo(3 * SIZE);
    Instant eleven = clock.instant().minus(Duration.ofMinutes(11));
    for (int i = 0; i < SIZE; i++) {
      assertThat(Instant.parse(status("web" + i).lastVerifiedTime)).isAfter(eleven);
    }
  }

  private IdentityStatus status(String name) {
    return ((IdentityDeclaration<?>) loop.find("shop/" + name).orElseThrow()).getStatus();
  }

  @Test
  void thatASubscriptionIsThrottledIsToldOnceAndTheListTellsWhenItIsOver() throws IOException {
    // Given
    pass(Duration.ofMinutes(5));
    int writes = loop.statusWrites();
    int readings = loop.readings();
    emulator.faults(
        "[{match: {path: '^/subscriptions/'}, seconds: 600, status: 429, code: SubscriptionRequestsThrottled, retryAfter: 30}]");
    patch(fleet.get(17), "None", null);

    // When
    List<RequestRecord> into = requestsDuring(Duration.ofMinutes(10));

    // Then
    assertThat(into).allMatch(one -> one.status() == 429).hasSizeLessThanOrEqualTo(22);
    assertThat(reasons()).containsOnly("Throttled");
    assertThat(loop.statusWrites() - writes).isEqualTo(SIZE);
    assertThat(loop.readings() - readings).isLessThan(10 * SIZE);

    // When
    List<RequestRecord> after = requestsDuring(Duration.ofSeconds(100));

    // Then
    assertThat(reasons()).containsOnly("Converged");
    assertThat(patches(after)).extracting(RequestRecord::path).containsExactly(fleet.get(17));
    assertThat(after.stream().filter(one -> one.method().equals("GET")))
        .as("lists, and how the one change goes")
        .hasSizeLessThan(3 * PAGES + 4);
  }

  @Test
  void thatChangesAreThrottledIsToldOnceAndEachIsSentWithoutAnotherRead() {
    // Given
    emulator.faults(
        "[{match: {method: PATCH}, seconds: 600, status: 429, code: SubscriptionRequestsThrottled, retryAfter: 30}]");

    // When
    List<RequestRecord> into = requestsDuring(Duration.ofMinutes(10));

    // Then
    assertThat(patches(into)).allMatch(one -> one.status() == 429).hasSizeLessThanOrEqualTo(21);
    assertThat(reasons()).containsOnly("Throttled");
    assertThat(loop.statusWrites()).as("and each record before its change").isLessThan(2 * SIZE);
    assertThat(loop.events()).filteredOn(one -> one.endsWith(" Throttled")).hasSize(SIZE);
    assertThat(loop.events()).as("and of the first one that its change is sent").hasSize(SIZE + 1);

    // When
    List<RequestRecord> after = requestsDuring(Duration.ofMinutes(3));

    // Then
    assertThat(reasons()).containsOnly("Converged");
    assertThat(patches(after)).filteredOn(one -> one.status() == 200).hasSize(SIZE);
    assertThat(after.stream().filter(one -> one.status() == 429)).isEmpty();
  }

  private Set<String> reasons() {
    return IntStream.range(0, SIZE)
        .mapToObj(i -> Reporter.ready(status("web" + i)).orElseThrow().getReason())
        .collect(Collectors.toSet());
  }

  @Test
  void aStatusThatSomebodyWroteOverIsPutRightThoughAllElseIsAsItWas() {
    // Given
    pass(Duration.ofMinutes(5));
    IdentityDeclaration<?> known = (IdentityDeclaration<?>) loop.find("shop/web7").orElseThrow();
    IdentityStatus forged = new IdentityStatus();
    forged.lastVerifiedTime = known.getStatus().lastVerifiedTime;

    // When
    loop.put(known.with(forged));
    pass(Duration.ofMinutes(2));

    // Then
    assertThat(status("web7").identities).hasSize(1);
    assertThat(status("web7").conditions).isNotEmpty();
  }

  @Test
  void anEditIsCarriedOutAtOnceThoughAllIsAtRest() {
    // Given
    pass(Duration.ofMinutes(5));
    IdentityDeclaration<?> known = (IdentityDeclaration<?>) loop.find("shop/web7").orElseThrow();
    known.getSpec().userAssigned.clear();
    known.getMetadata().setGeneration(2L);

    // When
    loop.put(known);
    List<RequestRecord> requests = requestsDuring(Duration.ofSeconds(1));

    // Then
    assertThat(patches(requests)).extracting(RequestRecord::path).containsExactly(fleet.get(7));
  }
}
