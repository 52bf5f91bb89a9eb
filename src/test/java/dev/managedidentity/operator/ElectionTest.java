package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

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
}
