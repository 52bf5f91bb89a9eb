package dev.managedidentity.operator;

import static dev.managedidentity.operator.EmulatedFleet.patches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
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

  @Parameter private String type;
  @TempDir private Path directory;
  private EmulatedFleet fleet;

  @BeforeEach
  void declareTheFleet() throws IOException {
    fleet =
        new EmulatedFleet(
            directory, type, SIZE, UnaryOperator.identity(), UnaryOperator.identity());
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  @Test
  void eachIsChangedWithOnePatchFromWhatAListShowed() {
    // When
    List<RequestRecord> requests = fleet.requestsDuring(Duration.ofMinutes(5));

    // Then
    assertThat(patches(requests)).hasSize(SIZE).allMatch(one -> one.status() == 200);
    List<RequestRecord> firstReads =
        requests.stream().takeWhile(one -> !one.method().equals("PATCH")).toList();
    assertThat(firstReads).as("before the first change").hasSizeLessThanOrEqualTo(9 + PAGES);
    fleet
        .targets()
        .forEach(
            target ->
                assertThat(
                        fleet
                            .emulator()
                            .azure()
                            .getResource(target)
                            .at("/identity/userAssignedIdentities"))
                    .hasSize(1));
  }

  @Test
  void aPeriodCostsAsManyReadsAsTheListHasPages() {
    // Given
    fleet.pass(Duration.ofMinutes(10));

    // When
    List<RequestRecord> requests = fleet.requestsDuring(Duration.ofMinutes(10));

    // Then
    assertThat(requests).hasSizeBetween(9 * PAGES, 11 * PAGES);
    assertThat(requests).allMatch(one -> one.path().endsWith(type));
  }

  @Test
  void driftIsFoundWithinAPeriodAndPutRightWithOnePatch() throws IOException {
    // Given
    fleet.pass(Duration.ofMinutes(10));
    fleet.changeByHand(17, "None", null);
    Instant changed = fleet.now();

    // When
    List<RequestRecord> requests = fleet.requestsDuring(Duration.ofMinutes(3));

    // Then
    List<RequestRecord> patches = patches(requests);
    assertThat(patches).hasSize(1);
    assertThat(Duration.between(changed, patches.get(0).time()))
        .isLessThanOrEqualTo(Duration.ofSeconds(66));
    assertThat(
            requests.stream().filter(one -> one.path().equalsIgnoreCase(fleet.targets().get(17))))
        .as("the read that the change is planned from, the change, and what came of it")
        .hasSize(3);
  }

  @Test
  void whatOthersAddIsSeenWithoutAnotherRead() throws IOException {
    // Given
    fleet.pass(Duration.ofMinutes(10));
    fleet.changeByHand(3, "SystemAssigned, UserAssigned", "{}");

    // When
    List<RequestRecord> requests = fleet.requestsDuring(Duration.ofMinutes(10));

    // Then
    assertThat(patches(requests)).isEmpty();
    assertThat(requests).hasSizeBetween(9 * PAGES, 11 * PAGES + 4);
  }

  @Test
  void oneThatGoesIsReadByItselfToBeSure() {
    // Given
    fleet.pass(Duration.ofMinutes(10));
    fleet.emulator().azure().deleteResource(fleet.targets().get(5));

    // When
    List<RequestRecord> requests = fleet.requestsDuring(Duration.ofMinutes(3));

    // Then
    assertThat(requests.stream().filter(one -> one.path().equalsIgnoreCase(fleet.targets().get(5))))
        .isNotEmpty()
        .allMatch(one -> one.status() == 404);
    assertThat(fleet.loop().events())
        .anyMatch(one -> one.startsWith("shop/web5 Warning WaitingFor"));
  }

  @Test
  void aLookAtWhatIsAsItWasIsSpared() {
    // Given
    fleet.pass(Duration.ofMinutes(4));
    int before = fleet.loop().readings();

    // When
    List<RequestRecord> requests = fleet.requestsDuring(Duration.ofMinutes(5));

    // Then
    assertThat(requests).hasSizeBetween(4 * PAGES, 6 * PAGES);
    assertThat(fleet.loop().readings()).isEqualTo(before);
  }

  @Test
  void whatIsVerifiedIsNotedAllTheSame() {
    // Given
    fleet.pass(Duration.ofMinutes(5));
    int before = fleet.loop().statusWrites();

    // When
    fleet.pass(Duration.ofMinutes(31));

    // Then
    assertThat(fleet.loop().statusWrites() - before).isEqualTo(3 * SIZE);
    Instant eleven = fleet.now().minus(Duration.ofMinutes(11));
    for (int i = 0; i < SIZE; i++) {
      assertThat(Instant.parse(fleet.status(i).lastVerifiedTime)).isAfter(eleven);
    }
  }

  @Test
  void aStatusThatSomebodyWroteOverIsPutRightThoughAllElseIsAsItWas() {
    // Given
    fleet.pass(Duration.ofMinutes(5));
    IdentityDeclaration<?> known = fleet.declaration(7);
    IdentityStatus forged = new IdentityStatus();
    forged.lastVerifiedTime = known.getStatus().lastVerifiedTime;

    // When
    fleet.loop().put(known.with(forged));
    fleet.pass(Duration.ofMinutes(2));

    // Then
    assertThat(fleet.status(7).identities).hasSize(1);
    assertThat(fleet.status(7).conditions).isNotEmpty();
  }

  @Test
  void anEditIsCarriedOutAtOnceThoughAllIsAtRest() {
    // Given
    fleet.pass(Duration.ofMinutes(5));
    IdentityDeclaration<?> known = fleet.declaration(7);
    known.getSpec().userAssigned.clear();
    known.getMetadata().setGeneration(2L);

    // When
    fleet.loop().put(known);
    List<RequestRecord> requests = fleet.requestsDuring(Duration.ofSeconds(1));

    // Then
    assertThat(patches(requests))
        .extracting(RequestRecord::path)
        .containsExactly(fleet.targets().get(7));
  }
}
