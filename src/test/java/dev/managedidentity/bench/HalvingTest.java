package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvingTest {
  /** The whole is sent without a bad one too: more are only the halves, and the others. */
  @ParameterizedTest
  @CsvSource({"2, 2", "3, 3", "4, 3", "40, 7", "150, 9"})
  void takesOneMoreForEachDoubling(int identities, int most) {
    assertThat(Halving.mostMore(identities)).isEqualTo(most);
  }
}
