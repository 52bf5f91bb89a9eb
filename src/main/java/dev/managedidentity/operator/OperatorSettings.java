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
 */
public record OperatorSettings(
    String defaultSubscription,
    Set<String> namespaces,
    Duration syncPeriod,
    Duration retryDelay,
    int workers,
    int probePort) {

  public static final Duration SYNC_PERIOD = Duration.ofSeconds(60);
  public static final Duration RETRY_DELAY = Duration.ofSeconds(5);
  public static final int WORKERS = 8;
  public static final int PROBE_PORT = 8081;

  public OperatorSettings {
    namespaces = Set.copyOf(namespaces);
  }
}
