package dev.managedidentity.operator;

import static dev.managedidentity.operator.EmulatedFleet.patches;
import static dev.managedidentity.operator.EmulatedFleet.reads;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told, and sent, while Azure wants to be left alone by many targets at once. */
@ParameterizedClass
@ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
class ThrottledFleetTest {
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
  void thatASubscriptionIsThrottledIsToldOnceAndTheListTellsWhenItIsOver() throws IOException {
    // Given
    fleet.pass(Duration.ofMinutes(5));
    int writes = fleet.loop().statusWrites();
    int readings = fleet.loop().readings();
    fleet
        .emulator()
        .faults(
            "[{match: {path: '^/subscriptions/'}, seconds: 600, status: 429, code: SubscriptionRequestsThrottled, retryAfter: 30}]");
    fleet.changeByHand(17, "None", null);

    // When
    List<RequestRecord> into = fleet.requestsDuring(Duration.ofMinutes(10));

    // Then
    assertThat(into).allMatch(one -> one.status() == 429).hasSizeLessThanOrEqualTo(22);
    assertThat(fleet.reasons()).containsOnly("Throttled");
    assertThat(fleet.loop().statusWrites() - writes).isEqualTo(SIZE);
    assertThat(fleet.loop().readings() - readings).isLessThan(10 * SIZE);

    // When
    List<RequestRecord> after = fleet.requestsDuring(Duration.ofSeconds(100));

    // Then
    assertThat(fleet.reasons()).containsOnly("Converged");
    assertThat(patches(after))
        .extracting(RequestRecord::path)
        .containsExactly(fleet.targets().get(17));
    assertThat(reads(after))
        .as("lists, and how the one change goes")
        .hasSizeLessThan(3 * PAGES + 4);
  }

  @Test
  void thatChangesAreThrottledIsToldOnceAndEachIsSentWithoutAnotherRead() {
    // Given
    fleet
        .emulator()
        .faults(
            "[{match: {method: PATCH}, seconds: 600, status: 429, code: SubscriptionRequestsThrottled, retryAfter: 30}]");

    // When
    List<RequestRecord> into = fleet.requestsDuring(Duration.ofMinutes(10));

    // Then
    assertThat(patches(into)).allMatch(one -> one.status() == 429).hasSizeLessThanOrEqualTo(21);
    assertThat(fleet.reasons()).containsOnly("Throttled");
    assertThat(fleet.loop().statusWrites())
        .as("and each record before its change")
        .isLessThan(2 * SIZE);
    assertThat(fleet.loop().events()).filteredOn(one -> one.endsWith(" Throttled")).hasSize(SIZE);
    assertThat(fleet.loop().events())
        .as("and of the first one that its change is sent")
        .hasSize(SIZE + 1);

    // When
    List<RequestRecord> after = fleet.requestsDuring(Duration.ofMinutes(3));

    // Then
    assertThat(fleet.reasons()).containsOnly("Converged");
    assertThat(patches(after)).filteredOn(one -> one.status() == 200).hasSize(SIZE);
    assertThat(after.stream().filter(one -> one.status() == 429)).isEmpty();
  }
}
