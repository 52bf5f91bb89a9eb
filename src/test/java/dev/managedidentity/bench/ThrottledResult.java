package dev.managedidentity.bench;

import dev.managedidentity.bench.FleetResult.Drift;

/**
 * Two subscriptions with as many scale sets each, of which one answered only 429 for a while.
 *
 * @param by who said 429
 * @param without the healthy one before that
 * @param with the healthy one meanwhile
 * @param callsIntoIt sent into the throttled one meanwhile
 * @param callsExpected as many come of one try of reading and one of writing after each Retry-After
 * @param recoverySeconds from the last 429 until all is well there too
 * @param recoveryBound what Retry-After, one period and the buckets leave no less than
 */
record ThrottledResult(
    int scaleSets,
    String by,
    Side without,
    Side with,
    int callsIntoIt,
    int callsExpected,
    double recoverySeconds,
    double recoveryBound) {

  /**
   * What the healthy subscription saw of the operator, and what the operator cost.
   *
   * @param repaired how many changes were put right in this time
   * @param repairs of what was changed there in this time
   * @param cpuSeconds of the process, for both subscriptions
   */
  record Side(int periods, Traffic traffic, int repaired, Drift repairs, double cpuSeconds) {
    double callsAPeriod() {
      return (double) traffic.calls() / periods;
    }

    /** Lists and all: of a few periods one may end just before its list, and one just after. */
    double callsARepair() {
      return (double) traffic.calls() / repaired;
    }

    double cpuAPeriod() {
      return cpuSeconds / periods;
    }
  }
}
