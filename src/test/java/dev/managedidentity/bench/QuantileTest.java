package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantileTest {
  /** Of 1 to 100, in another order. */
  private static final List<Double> HUNDRED =
      IntStream.range(0, 100).mapToObj(i -> (double) (i * 37 % 100 + 1)).toList();

  @ParameterizedTest
  @CsvSource({"0, 1", "0.01, 1", "0.011, 2", "0.5, 50", "0.99, 99", "0.991, 100", "1, 100"})
  void isTheOneThatSoManyAreNotAbove(double share, double expected) {
    assertThat(Quantile.of(HUNDRED, share)).isEqualTo(expected);
  }

  @Test
  void ofOneSampleIsThatSample() {
    assertThat(Quantile.of(List.of(3.0), 0.99)).isEqualTo(3);
  }

  @Test
  void ofNoneIsNoNumber() {
    assertThat(Quantile.of(List.of(), 0.5)).isNaN();
  }
}
