package dev.managedidentity.bench;

import java.util.List;

/**
 * What keeping a fleet as it should be has cost one contender.
 *
 * @param residentMegabytes of its process at the end; -1 where the system does not say
 * @param peakMegabytes the most that it ever had; -1 where the system does not say
 */
record FleetResult(
    String contender,
    int scaleSets,
    Cold cold,
    Steady steady,
    Drift drift,
    long residentMegabytes,
    long peakMegabytes) {

  /**
   * From nothing assigned until the whole fleet is as it should be.
   *
   * @param secondsToFirstWrite from the start of the process
   * @param seconds from the first call to Azure, or to it and to Kubernetes, until all is well
   * @param boundSeconds what Azure's buckets and operations leave no client less than
   * @param cpuSeconds of the process, its start included
   */
  record Cold(
      double secondsToFirstWrite,
      double seconds,
      double boundSeconds,
      Traffic traffic,
      double cpuSeconds) {

    double ofBound() {
      return seconds / boundSeconds;
    }
  }

  /**
   * Some periods in which nothing is to be done.
   *
   * @param periods how many; of a loop, rounds
   * @param seconds that they took together
   * @param traffic of all of them
   * @param cpuSeconds of the process meanwhile
   */
  record Steady(int periods, double seconds, Traffic traffic, double cpuSeconds) {
    double callsAPeriod() {
      return (double) traffic.calls() / periods;
    }

    double writesAPeriod() {
      return (double) traffic.writes() / periods;
    }
  }

  /**
   * Somebody takes the identity off one scale set, time and again off another.
   *
   * @param seconds from each such change to its repair
   */
  record Drift(List<Double> seconds) {
    double worst() {
      return seconds.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
  }

  /** PATCHes and PUTs a scale set, until all was well. */
  double writesEach() {
    return (double) cold.traffic().writes() / scaleSets;
  }
}
