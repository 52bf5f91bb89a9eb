package dev.managedidentity.bench;

import dev.managedidentity.testing.Kubernetes;
import java.time.Duration;
import java.util.Set;

/**
 * How a run is to go.
 *
 * @param timeFactor what Azure's times, and the operator's, are multiplied by
 * @param periods to watch while nothing happens
 * @param drifts how many scale sets somebody changes, one after the other
 * @param atOnce on how many scale sets a loop without an operator works at a time
 * @param throttling who says 429 in the name of a throttled subscription
 * @param jvm what everything runs on that is measured
 */
record Course(
    double timeFactor,
    int periods,
    int drifts,
    int atOnce,
    Throttling throttling,
    Set<Scene> scenes,
    Jvm jvm,
    Kubernetes kubernetes,
    Patience patience) {

  boolean plays(Scene scene) {
    return scenes.contains(scene);
  }

  /** How often the operator looks for drift, and a loop begins a round. */
  Duration period() {
    return RunningOperator.period(timeFactor);
  }
}
