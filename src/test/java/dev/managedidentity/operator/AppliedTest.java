package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AppliedTest {
  private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");

  private final Applied applied = new Applied();

  private static Instant after(int seconds) {
    return CREATED.plusSeconds(seconds);
  }

  private static ScaleSetIdentity web(long generation) {
    ScaleSetIdentity web = new ScaleSetIdentity();
    web.setMetadata(
        new ObjectMetaBuilder()
            .withUid("uid-of-web")
            .withGeneration(generation)
            .withCreationTimestamp(CREATED.toString())
            .build());
    return web;
  }

  /** As an earlier process left it. */
  private static ScaleSetIdentity judged(long generation) {
    ScaleSetIdentity web = web(generation);
    web.setStatus(new IdentityStatus());
    web.getStatus().observedGeneration = generation;
    return web;
  }

  @Test
  void aNewObjectCountsFromItsCreation() {
    // Given
    applied.seen(web(1), after(7));

    // Then
    assertThat(applied.ready(web(1), 1, after(20))).contains(Duration.ofSeconds(20));
  }

  @Test
  void whatIsReadyAgainDoesNotCountAgain() {
    // Given
    applied.seen(web(1), after(1));
    applied.ready(web(1), 1, after(20));

    // When
    applied.seen(judged(1), after(30));

    // Then
    assertThat(applied.ready(web(1), 1, after(40))).isEmpty();
  }

  @Test
  void anEditCountsFromTheWatchThatToldOfIt() {
    // Given
    applied.seen(web(1), after(1));
    applied.ready(web(1), 1, after(20));

    // When
    applied.seen(judged(2), after(100));
    applied.seen(judged(2), after(105));

    // Then
    assertThat(applied.ready(web(2), 2, after(130))).contains(Duration.ofSeconds(30));
  }

  @Test
  void whatIsReadyOnlyAsItWasBeforeAnEditDoesNotCount() {
    // Given
    applied.seen(web(1), after(1));
    applied.seen(web(2), after(10));

    // When
    boolean counted = applied.ready(web(1), 1, after(11)).isPresent();

    // Then
    assertThat(counted).isFalse();
    assertThat(applied.ready(web(2), 2, after(15))).contains(Duration.ofSeconds(5));
  }

  @Test
  void aWatchThatTellsOfAnOlderVersionChangesNothing() {
    // Given
    applied.seen(web(1), after(1));
    applied.seen(web(2), after(10));

    // When
    applied.seen(web(1), after(12));

    // Then
    assertThat(applied.ready(web(2), 2, after(15))).contains(Duration.ofSeconds(5));
  }

  @Test
  void whatAnEarlierProcessHasJudgedDoesNotCountUntilItIsEdited() {
    // Given
    applied.seen(judged(1), after(3600));
    assertThat(applied.ready(web(1), 1, after(3601))).isEmpty();

    // When
    applied.seen(web(2), after(4000));

    // Then
    assertThat(applied.ready(web(2), 2, after(4003))).contains(Duration.ofSeconds(3));
  }

  @Test
  void anEditThatWasMadeWhileNoneRanDoesNotCount() {
    // Given
    applied.seen(web(3), after(3600));

    // Then
    assertThat(applied.ready(web(3), 3, after(3601))).isEmpty();
  }

  @Test
  void whatNoWatchHasShownDoesNotCount() {
    assertThat(applied.ready(web(1), 1, after(1))).isEmpty();
  }

  @Test
  void whatIsLeavingIsForgotten() {
    // Given
    applied.seen(web(1), after(1));

    // When
    applied.forget(web(1));

    // Then
    assertThat(applied.ready(web(1), 1, after(2))).isEmpty();
  }

  @Test
  void aClockBehindTheApiServersMakesNoTimeNegative() {
    // Given
    applied.seen(web(1), after(-2));

    // Then
    assertThat(applied.ready(web(1), 1, after(-1))).contains(Duration.ZERO);
  }
}
