package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** A lease that may be there before its first holder, without any of the fields a holder sets. */
final class SharedLease extends LeaseLock {
  private static final ZonedDateTime LONG_AGO = Instant.EPOCH.atZone(ZoneOffset.UTC);

  private final String namespace;
  private final String name;

  /**
   * @param identity of the candidate; no two processes may share one
   */
  SharedLease(String namespace, String name, String identity) {
    super(namespace, name, identity);
    this.namespace = namespace;
    this.name = name;
  }

  String namespace() {
    return namespace;
  }

  String name() {
    return name;
  }

  /** Who has, or had, a lease. */
  static String holder(Lease lease) {
    LeaseSpec spec = lease.getSpec();
    return spec == null || spec.getHolderIdentity() == null ? "nobody" : spec.getHolderIdentity();
  }

  // The elector waits for ever where such a field is missing, and says nothing.
  @Override
  protected LeaderElectionRecord toRecord(Lease lease) {
    LeaseSpec spec = lease.getSpec();
    boolean whole =
        spec != null
            && spec.getLeaseDurationSeconds() != null
            && spec.getAcquireTime() != null
            && spec.getRenewTime() != null;
    return whole
        ? super.toRecord(lease)
        : new LeaderElectionRecord(null, Duration.ofSeconds(1), LONG_AGO, LONG_AGO, 0);
  }

  @Override
  public String describe() {
    return namespace + "/" + name;
  }
}
