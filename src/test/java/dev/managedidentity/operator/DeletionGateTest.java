package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Reason;
import dev.managedidentity.operator.DeletionGate.Hold;
import dev.managedidentity.operator.DeletionGate.Remove;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The removal limit over many targets, in time and through restarts. */
class DeletionGateTest {
  private final MutableClock clock = new MutableClock();
  private final List<HasMetadata> deleting = new ArrayList<>();
  private final FakeNamespaces namespaces = new FakeNamespaces();
  private DeletionGate gate = gate(10);

  private DeletionGate gate(int max) {
    return new DeletionGate(
        deleting::stream,
        namespaces,
        new FakeUninstall(),
        new DeletionSettings(DeletionPolicy.Remove, max),
        null,
        clock);
  }

  private static ArmId target(int i) {
    return ArmId.of("s", "shop", ArmId.SCALE_SET, "web-" + i);
  }

  private void delete(int i) {
    IdentityRow row = new IdentityRow();
    row.id = identity("app").text();
    row.state = IdentityState.Assigned;
    row.owned = true;
    IdentityStatus status = new IdentityStatus();
    status.targetId = target(i).text();
    status.identities.add(row);
    deleting.add(
        Kinds.declaration(
                target(i).text(),
                new ObjectMetaBuilder()
                    .withNamespace("shop")
                    .withName("web-" + i)
                    .withUid("uid-" + i)
                    .withDeletionTimestamp(clock.instant().toString())
                    .build(),
                spec -> {})
            .with(status));
  }

  private HasMetadata declaration(int i) {
    return deleting.stream()
        .filter(it -> it.getMetadata().getName().equals("web-" + i))
        .findAny()
        .orElseThrow();
  }

  private boolean isRemoved(int i) {
    return gate.decide(target(i), declaration(i), true) instanceof Remove;
  }

  private int removed(int from, int to) {
    int removed = 0;
    for (int i = from; i < to; i++) {
      removed += isRemoved(i) ? 1 : 0;
    }
    return removed;
  }

  private void deleteAll(int from, int to) {
    for (int i = from; i < to; i++) {
      delete(i);
    }
  }

  @Test
  void elevenWithinTenMinutesIsOneTooMany() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 200);

    // Then
    assertThat(removed(0, 200)).isEqualTo(10);
    assertThat(removed(0, 10)).as("those that were admitted stay so").isEqualTo(10);
    assertThat(gate.decide(target(10), declaration(10), true))
        .isInstanceOfSatisfying(
            Hold.class,
            hold -> {
              assertThat(hold.judgement().reason()).isEqualTo(Reason.RemovalHeld);
              assertThat(hold.judgement().message()).contains("10 targets within 10 minutes");
              assertThat(hold.note()).contains("from 200 targets").hasSizeLessThan(1024);
            });
  }

  @Test
  void theWindowPasses() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 10);
    assertThat(removed(0, 10)).isEqualTo(10);

    // When
    clock.advance(Duration.ofMinutes(10));
    delete(10);

    // Then
    assertThat(isRemoved(10)).isTrue();
    assertThat(isRemoved(0)).as("still under way").isTrue();
  }

  @Test
  void oneMomentBeforeItHasPassedIsTooEarly() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 10);
    removed(0, 10);

    // When
    clock.advance(Duration.ofMinutes(10).minusMillis(1));
    delete(10);

    // Then
    assertThat(isRemoved(10)).isFalse();
  }

  @Test
  void deletionsThatHaveEndedStillCount() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 10);
    removed(0, 10);
    for (int i = 0; i < 10; i++) {
      gate.ended(target(i));
    }
    deleting.clear();

    // When
    delete(10);

    // Then
    assertThat(isRemoved(10)).isFalse();
  }

  @Test
  void aRestartAllowsNoFurtherTenOfWhatWasDeletedAtOnce() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 200);
    removed(0, 10);
    deleting.subList(0, 10).clear();

    // When
    clock.advance(Duration.ofSeconds(30));
    gate = gate(10);
    gate.begin();

    // Then
    assertThat(removed(10, 200)).isZero();
  }

  @Test
  void theLoopBeginsWhenTheLeaseIsHeldAndNotWithTheProcess() {
    // Given: this process waited for the lease while the one before worked
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 200);
    clock.advance(Duration.ofMinutes(1));

    // When
    gate.begin();

    // Then
    assertThat(removed(0, 200)).isZero();
  }

  @Test
  void fewThatWereDeletedWhileNoneWorkedAreCarriedOut() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 10);
    clock.advance(Duration.ofMinutes(1));

    // When
    gate.begin();

    // Then
    assertThat(removed(0, 10)).isEqualTo(10);
  }

  @Test
  void whatIsHeldStaysHeldWhenTheWindowHasPassed() {
    // Given: deleted while this process works, so nothing is unknown of what was removed before
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 11);
    assertThat(removed(0, 11)).isEqualTo(10);
    IdentityStatus status = ((IdentityDeclaration<?>) declaration(10)).getStatus();
    status.conditions =
        Conditions.of(
            ((Hold) gate.decide(target(10), declaration(10), true)).judgement(),
            List.of(),
            1L,
            clock.instant().toString());

    // When
    clock.advance(Duration.ofHours(8));

    // Then
    assertThat(isRemoved(10)).isFalse();
  }

  @Test
  void theSameAnswerForTheSameCause() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 12);
    removed(0, 10);
    Hold first = (Hold) gate.decide(target(10), declaration(10), true);

    // When
    deleteAll(12, 20);
    clock.advance(Duration.ofMinutes(20));
    gate = gate(10);
    gate.begin();
    Hold second = (Hold) gate.decide(target(10), declaration(10), true);

    // Then: or every held declaration would be written again for each further one
    assertThat(second.judgement()).isEqualTo(first.judgement());
  }

  @Test
  void zeroIsNoLimit() {
    // Given
    gate = gate(0);
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 200);

    // Then
    assertThat(removed(0, 200)).isEqualTo(200);
    assertThat(Instant.parse(declaration(0).getMetadata().getDeletionTimestamp()))
        .isEqualTo(clock.instant());
  }

  @Test
  void whatRemovesNothingIsNeverHeld() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 11);
    assertThat(removed(0, 11)).isEqualTo(10);

    // Then
    assertThat(gate.decide(target(10), declaration(10), false)).isInstanceOf(Remove.class);
  }

  @Test
  void aTargetWhoseDeletionsHaveEndedCountsAgainWhenTheWindowHasPassed() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    delete(0);
    assertThat(isRemoved(0)).isTrue();
    clock.advance(Duration.ofMinutes(10));
    gate.ended(target(0));

    // When
    deleteAll(1, 11);

    // Then
    assertThat(removed(1, 11)).isEqualTo(10);
    assertThat(isRemoved(0)).isFalse();
  }

  @Test
  void onlyTargetsFromWhichSomethingIsHeldAreCounted() {
    // Given
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 14);
    ((IdentityDeclaration<?>) declaration(11)).getStatus().identities.clear();
    ((IdentityDeclaration<?>) declaration(12)).getSpec().deletionPolicy = DeletionPolicy.Retain;
    declaration(13).getMetadata().setAnnotations(Map.of(Api.RELEASE_REMOVALS, "true"));

    // When
    removed(0, 10);

    // Then
    assertThat(gate.decide(target(10), declaration(10), true))
        .isInstanceOfSatisfying(
            Hold.class, hold -> assertThat(hold.note()).contains("from 11 targets"));
  }

  @Test
  void aReleaseBeforeTheDeletionIsNoMistake() {
    // Given
    namespaces.annotate("shop", Api.RELEASE_REMOVALS, clock.instant().toString());
    clock.advance(Duration.ofMinutes(1));
    deleteAll(0, 11);
    removed(0, 10);

    // Then
    assertThat(message(10)).doesNotContain("releases nothing");

    // When
    namespaces.annotate("shop", Api.RELEASE_REMOVALS, "true");

    // Then
    assertThat(message(10)).contains("releases nothing: its value is a time");
  }

  private String message(int i) {
    return ((Hold) gate.decide(target(i), declaration(i), true)).judgement().message();
  }
}
