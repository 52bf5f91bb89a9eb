package dev.managedidentity.bench;

import java.util.List;

/** Of some samples the one that so many are not above: the nearest rank, so always one of them. */
final class Quantile {
  private Quantile() {}

  /**
   * Picks it.
   *
   * @param share from 0 to 1: 0.5 is the median, 1 the largest
   * @return not a number where there are no samples
   */
  static double of(List<Double> samples, double share) {
    if (samples.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = samples.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(1, rank) - 1);
  }
}
