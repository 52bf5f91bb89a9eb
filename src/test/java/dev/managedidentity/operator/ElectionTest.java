package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElectionTest {

  @Test
  void losingTheLeaseIsNoticedBeforeOthersMayTakeIt() {
    // Given
    Duration second = Duration.ofSeconds(1);

    // When / Then
    assertThat(new Election.Times(Duration.ofSeconds(9), second.multipliedBy(2), second, second))
        .isNotNull();
    assertThatThrownBy(
            () -> new Election.Times(Duration.ofSeconds(9), second.multipliedBy(3), second, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("noticed after up to PT10S", "after PT9S", "shorten the deadline");
  }

  @Test
  void inAClusterAnApiServerMayBeAwayForHalfAMinute() {
    // When
    Election election = new Election("scaleset-identity", null);

    // Then
    assertThat(election.times().deadline()).isEqualTo(Duration.ofSeconds(30));
    assertThat(election.times().expiry()).isLessThanOrEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7, 15, 59, 60, 61, 600, 3600})
  void allTimesFollowFromTheDurationOfTheLease(int seconds) {
    // When
    Election.Times times =
        new Election("scaleset-identity", null, Duration.ofSeconds(seconds)).times();

    // Then
    assertThat(times.expiry()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(times.deadline()).isEqualTo(Duration.ofSeconds(seconds).dividedBy(2));
    assertThat(times.call()).isBetween(Duration.ofMillis(333), times.deadline());
  }

  @ParameterizedTest
  @ValueSource(longs = {-60_000, 0, 1, 4_000, 4_999, 5_001, 60_500})
  void aDurationThatNoLeaseCanHaveIsRefused(long millis) {
    // When / Then
    assertThatThrownBy(
            () -> new Election("scaleset-identity", null, Duration.ofMillis(millis)).times())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--lease-duration is %d ms; set it to whole seconds, at least 5 s".formatted(millis));
  }
}
