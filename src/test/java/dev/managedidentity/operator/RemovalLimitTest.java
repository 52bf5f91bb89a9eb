package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.testing.MutableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RemovalLimitTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final MutableClock clock = new MutableClock();
  private final RemovalLimit limit = new RemovalLimit(2, WINDOW, clock);

  @Test
  void admitsNoMoreThanTheLimitWithinTheWindow() {
    assertThat(limit.admit(identity("a"))).isTrue();
    assertThat(limit.admit(identity("b"))).isTrue();
    assertThat(limit.admit(identity("c"))).isFalse();
    assertThat(limit.isAdmitted(identity("c"))).isFalse();

    clock.advance(WINDOW);
    assertThat(limit.admit(identity("c"))).isTrue();
  }

  @Test
  void aRemovalThatEndedCountsUntilTheWindowHasPassed() {
    limit.admit(identity("a"));
    limit.ended(identity("a"));
    assertThat(limit.isAdmitted(identity("a"))).isTrue();

    clock.advance(WINDOW);
    limit.ended(identity("a"));
    assertThat(limit.isAdmitted(identity("a"))).isFalse();
  }

  @Test
  void oneWhoseEndWasNotSeenIsForgottenAfterTwoWindows() {
    limit.admit(identity("a"));

    clock.advance(WINDOW.multipliedBy(2));
    limit.ended(identity("b"));
    assertThat(limit.isAdmitted(identity("a"))).isTrue();

    clock.advance(Duration.ofSeconds(1));
    limit.ended(identity("b"));
    assertThat(limit.isAdmitted(identity("a"))).isFalse();
  }
}
