package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvingTest {
  /**
   * The whole is sent with a bad one and without: what comes beside it are halves and the others.
   */
  @ParameterizedTest
  @CsvSource({"2, 3", "3, 4", "4, 4", "40, 8", "150, 10"})
  void takesOneMoreForEachDoubling(int identities, int most) {
    assertThat(Halving.mostMore(identities)).isEqualTo(most);
  }
}
