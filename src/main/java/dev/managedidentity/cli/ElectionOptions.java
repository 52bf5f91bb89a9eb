package dev.managedidentity.cli;

import dev.managedidentity.operator.Election;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether several operators share the work of one, and how they agree on who does it. */
final class ElectionOptions {

  // With a value: a bare switch turns off what the environment has turned on.
  @Option(
      names = "--leader-election",
      paramLabel = "BOOLEAN",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "${env:LEADER_ELECTION:-false}",
      description = "Works only while it has the lease that several operators share.")
  private boolean leaderElection;

  @Option(
      names = "--lease-name",
      paramLabel = "NAME",
      defaultValue = "${env:LEASE_NAME:-scaleset-identity}",
      description = "Lease that the operators share; each shard has its own.")
  private String leaseName;

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "${env:LEASE_NAMESPACE}",
      description = "Namespace of the lease; the one of the pod if left out.")
  private String leaseNamespace;

  @Option(
      names = "--lease-duration",
      paramLabel = "DURATION",
      defaultValue = "${env:LEASE_DURATION:-60s}",
      description =
          "After so long without a renewal another replica takes over; whole seconds, at least 5s.")
  private Duration leaseDuration;

  /** Null if this operator is the only one. */
  Election election() {
    return leaderElection ? new Election(leaseName, leaseNamespace, leaseDuration) : null;
  }
}
