package dev.managedidentity.operator;

import java.time.Duration;
import java.util.Set;

/**
 * What can be set of the loop.
 *
 * @param defaultSubscription for declarations that name none; null if there is no default
 * @param namespaces to watch; empty for all
 * @param syncPeriod how often each target is read to find drift
 * @param retryDelay the first wait after a failure; it doubles from there
 * @param workers how many targets are worked on at once
 * @param probePort of /livez and /readyz; 0 for any free one
 * @param preflight whether the operator's rights are read before the first change of a target
 */
public record OperatorSettings(
    String defaultSubscription,
    Set<String> namespaces,
    Duration syncPeriod,
    Duration retryDelay,
    int workers,
    int probePort,
    boolean preflight) {

  public OperatorSettings {
    namespaces = Set.copyOf(namespaces);
    if (workers < 1) {
      throw new IllegalArgumentException("--workers must be at least 1, not " + workers);
    }
  }

  /** With all that is off by default off. */
  public OperatorSettings(
      String defaultSubscription,
      Set<String> namespaces,
      Duration syncPeriod,
      Duration retryDelay,
      int workers,
      int probePort) {
    this(defaultSubscription, namespaces, syncPeriod, retryDelay, workers, probePort, false);
  }

  /** The same, with the rights read before the first change of a target, or not. */
  public OperatorSettings withPreflight(boolean read) {
    return new OperatorSettings(
        defaultSubscription, namespaces, syncPeriod, retryDelay, workers, probePort, read);
  }
}
