package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepeatedAnswerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final RepeatedAnswer answer = new RepeatedAnswer();

  private boolean again(int second) {
    return answer.again(START.plusSeconds(second), INTERVAL);
  }

  @Test
  void threeAtIntervalsAreReliable() {
    assertThat(answer.isReliable()).isFalse();
    assertThat(again(0)).isFalse();
    assertThat(again(5)).isFalse();
    assertThat(again(10)).isTrue();
    assertThat(answer.isReliable()).isTrue();
    assertThat(again(11)).isTrue();
  }

  @Test
  void oneThatComesTooSoonDoesNotCount() {
    again(0);
    again(4);
    assertThat(again(5)).isFalse();
    assertThat(again(9)).isFalse();
    assertThat(again(10)).isTrue();
  }

  @Test
  void afterAnotherAnswerTheyAreCountedAnew() {
    again(0);
    again(5);
    again(10);
    answer.ended();
    assertThat(answer.isReliable()).isFalse();
    assertThat(again(15)).isFalse();
    assertThat(again(20)).isFalse();
    assertThat(again(25)).isTrue();
  }
}
