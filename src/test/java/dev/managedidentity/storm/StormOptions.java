package dev.managedidentity.storm;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How large a storm is.
 *
 * @param scaleSets each with three declarations, one in each of three namespaces
 * @param kills SIGKILLs of replicas of the operator
 * @param restarts of the API server, every second one together with its etcd
 * @param faultShare the share of Azure's answers that are faulty, from 0 to 1
 * @param timeFactor Azure's times and the operator's own are multiplied by this
 * @param leaseDuration of the lease that the replicas share
 * @param seed of all random choices
 * @param soak how long it goes on instead, without kills and restarts; zero for a storm
 * @param patience how long anything is waited for
 * @param directory for logs and data
 */
record StormOptions(
    int scaleSets,
    int kills,
    int restarts,
    double faultShare,
    double timeFactor,
    Duration leaseDuration,
    long seed,
    Duration soak,
    Duration patience,
    Path directory) {

  private static final Duration SYNC_PERIOD = Duration.ofSeconds(60);
  private static final Duration RETRY_DELAY = Duration.ofSeconds(5);

  boolean isSoak() {
    return !soak.isZero();
  }

  Duration syncPeriod() {
    return times(SYNC_PERIOD);
  }

  Duration retryDelay() {
    return times(RETRY_DELAY);
  }

  private Duration times(Duration time) {
    return Duration.ofMillis(Math.max(1, Math.round(time.toMillis() * timeFactor)));
  }
}
