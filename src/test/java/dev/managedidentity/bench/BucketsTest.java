package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.managedidentity.bench.Buckets.Bucket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {
  @Test
  void whatIsSavedUpIsLetThroughAtOnceAndTheRestAsItComes() {
    // Given
    Bucket bucket = new Bucket(200, 10);

    // Then
    assertThat(bucket.secondsFor(0)).isZero();
    assertThat(bucket.secondsFor(200)).isZero();
    assertThat(bucket.secondsFor(201)).isEqualTo(0.1);
    assertThat(bucket.secondsFor(1000)).isEqualTo(80);
  }

  /** Up to 1,500 the front door is the narrower; from 9,500 on compute is. */
  @ParameterizedTest
  @CsvSource({"100, 0", "200, 0", "1000, 80", "5000, 480", "12000, 1260"})
  void theNarrowestBucketSetsThePace(int scaleSets, double seconds) {
    assertThat(Buckets.secondsToSend(scaleSets)).isEqualTo(seconds, within(1e-6));
  }

  /**
   * The last operation is seen to have ended at a multiple of Retry-After, a whole second or more.
   */
  @ParameterizedTest
  @CsvSource({"100, 1, 50", "1000, 1, 130", "100, 0.04, 2", "100, 0.02, 1", "1000, 0.1, 13"})
  void theBoundEndsWhenTheLastOperationCanBeSeenToHaveEnded(
      int scaleSets, double timeFactor, double seconds) {
    assertThat(Buckets.secondsToAllEnded(scaleSets, timeFactor)).isEqualTo(seconds, within(1e-6));
  }

  /** The first change of a scale set takes up to 46 s, later ones up to 9. */
  @ParameterizedTest
  @CsvSource({"100, 1, 10", "1000, 1, 90", "5000, 1, 490", "100, 0.04, 1"})
  void whatWasChangedBeforeIsRepairedSooner(int scaleSets, double timeFactor, double seconds) {
    assertThat(Buckets.secondsToAllRepaired(scaleSets, timeFactor))
        .isEqualTo(seconds, within(1e-6));
  }
}
