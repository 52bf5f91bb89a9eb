package dev.managedidentity.bench;

import java.util.List;

/**
 * What keeping a fleet as it should be has cost one contender.
 *
 * @param steady null where that was not played, and so the next two
 * @param residentMegabytes of its process at the end; -1 where the system does not say
 * @param peakMegabytes the most that it ever had; -1 where the system does not say
 */
record FleetResult(
    String contender,
    int scaleSets,
    Cold cold,
    Steady steady,
    Drift drift,
    AllDrifted allDrifted,
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

    double readsAPeriod() {
      return (double) traffic.reads() / periods;
    }

    double cpuAPeriod() {
      return cpuSeconds / periods;
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
    double median() {
      return Quantile.of(seconds, 0.5);
    }

    double p99() {
      return Quantile.of(seconds, 0.99);
    }

    double worst() {
      return Quantile.of(seconds, 1);
    }
  }

  /**
   * Somebody takes the identity off all scale sets at once.
   *
   * @param foundSeconds until the last of them was read again, by itself or in a list
   * @param repairedSeconds from then until all is as it should be, and known to be
   * @param boundSeconds what Azure's buckets and operations leave no client less than for that
   * @param traffic of both
   */
  record AllDrifted(
      double foundSeconds, double repairedSeconds, double boundSeconds, Traffic traffic) {

    double ofBound() {
      return repairedSeconds / boundSeconds;
    }
  }

  /** PATCHes and PUTs a scale set, until all was well. */
  double writesEach() {
    return (double) cold.traffic().writes() / scaleSets;
  }
}
