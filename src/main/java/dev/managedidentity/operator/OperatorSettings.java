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
 * @param probePort of /livez, /readyz and /metrics; 0 for any free one
 * @param activityLog whether to ask Azure who may have caused drift
 */
public record OperatorSettings(
    String defaultSubscription,
    Set<String> namespaces,
    Duration syncPeriod,
    Duration retryDelay,
    int workers,
    int probePort,
    boolean activityLog) {

  public OperatorSettings {
    namespaces = Set.copyOf(namespaces);
    if (workers < 1) {
      throw new IllegalArgumentException("--workers must be at least 1, not " + workers);
    }
  }
}
