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
 * @param activityLog whether Azure is asked who may have caused drift
 * @param preflight whether the operator's rights are read before the first change of a target
 * @param selector of the labels of the objects to watch, as kubectl takes it; null for all
 * @param resourceGraph when lists are to be answered by it
 * @param access what a namespace may do that no AzureAccess selects
 * @param election by which several operators agree on which works; null if there is only this one
 * @param operatorNamespace where the key of the ownership records is kept; null for the namespace
 *     of the pod, or of the kubeconfig's context
 * @param deletion how declarations are deleted
 */
public record OperatorSettings(
    String defaultSubscription,
    Set<String> namespaces,
    Duration syncPeriod,
    Duration retryDelay,
    int workers,
    int probePort,
    boolean activityLog,
    boolean preflight,
    String selector,
    ResourceGraph resourceGraph,
    AccessSettings access,
    Election election,
    String operatorNamespace,
    DeletionSettings deletion) {

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
    this(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        false,
        false,
        null,
        ResourceGraph.AUTO,
        AccessSettings.DEFAULT,
        null,
        null,
        DeletionSettings.DEFAULT);
  }

  /** The same, with each target read so often. */
  public OperatorSettings withSyncPeriod(Duration period) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        period,
        retryDelay,
        workers,
        probePort,
        activityLog,
        preflight,
        selector,
        resourceGraph,
        access,
        election,
        operatorNamespace,
        deletion);
  }

  /** The same, with Azure asked who may have caused drift, or not. */
  public OperatorSettings withActivityLog(boolean asked) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        asked,
        preflight,
        selector,
        resourceGraph,
        access,
        election,
        operatorNamespace,
        deletion);
  }

  /** The same, with the rights read before the first change of a target, or not. */
  public OperatorSettings withPreflight(boolean read) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        activityLog,
        read,
        selector,
        resourceGraph,
        access,
        election,
        operatorNamespace,
        deletion);
  }

  /** The same, with only the objects watched whose labels are such, or all if null. */
  public OperatorSettings withSelector(String labels) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        activityLog,
        preflight,
        labels,
        resourceGraph,
        access,
        election,
        operatorNamespace,
        deletion);
  }

  /** The same, with lists answered by the Resource Graph at other times. */
  public OperatorSettings withResourceGraph(ResourceGraph use) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        activityLog,
        preflight,
        selector,
        use,
        access,
        election,
        operatorNamespace,
        deletion);
  }

  /** The same, working only while elected, or without asking if null. */
  public OperatorSettings withElection(Election held) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        activityLog,
        preflight,
        selector,
        resourceGraph,
        access,
        held,
        operatorNamespace,
        deletion);
  }

  /** The same, with other permissions for a namespace that no AzureAccess selects. */
  public OperatorSettings withAccess(AccessSettings other) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        activityLog,
        preflight,
        selector,
        resourceGraph,
        other,
        election,
        operatorNamespace,
        deletion);
  }

  /** The same, with the key of the ownership records kept in this namespace. */
  public OperatorSettings withOperatorNamespace(String namespace) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        activityLog,
        preflight,
        selector,
        resourceGraph,
        access,
        election,
        namespace,
        deletion);
  }

  /** The same, with declarations deleted otherwise. */
  public OperatorSettings withDeletion(DeletionSettings other) {
    return new OperatorSettings(
        defaultSubscription,
        namespaces,
        syncPeriod,
        retryDelay,
        workers,
        probePort,
        activityLog,
        preflight,
        selector,
        resourceGraph,
        access,
        election,
        operatorNamespace,
        other);
  }
}
