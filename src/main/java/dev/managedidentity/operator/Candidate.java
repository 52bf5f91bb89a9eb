package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for election until it is closed: waits for the lease, and renews it once it has it. */
final class Candidate implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Candidate.class);

  private final SharedLease lease;
  private final ExecutorService renewals =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "lease"));
  private final ExecutorService office =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "leader"));
  private final Duration call;
  private final Runnable elected;
  private final Runnable lost;
  private CompletableFuture<?> candidacy;
  private volatile boolean withdrawn;

  /**
   * @param call the longest that a request for the lease may take
   */
  private Candidate(SharedLease lease, Duration call, Runnable elected, Runnable lost) {
    this.lease = lease;
    this.call = call;
    this.elected = elected;
    this.lost = lost;
  }

  /**
   * Returns at once; all else happens on threads of its own.
   *
   * @param elected run once this candidate has the lease
   * @param lost run once it has it no more and did not give it back; at that time nobody else may
   *     have it yet
   * @throws IllegalStateException naming the lease and the remedy, if it cannot be read
   */
  static Candidate stand(
      KubernetesClient client, Election election, Runnable elected, Runnable lost) {
    String namespace =
        election.namespace() != null
            ? election.namespace()
            : client.getConfiguration().getNamespace();
    if (namespace == null) {
      throw new IllegalStateException(
          "No namespace for the lease: the operator does not run in a pod; set --lease-namespace");
    }
    SharedLease lease = new SharedLease(namespace, election.lease(), identity());
    Candidate candidate = new Candidate(lease, election.times().call(), elected, lost);
    try {
      candidate.begin(client, election.times());
    } catch (KubernetesClientException e) {
      candidate.endThreads();
      throw new IllegalStateException(
          "The lease %s/%s cannot be read (%s); allow get, create and patch of it, or set"
                  .formatted(namespace, election.lease(), e.getMessage())
              + " --leader-election=false where there is one operator",
          e);
    }
    return candidate;
  }

  /** Two processes may have one host name, as pods on the network of one node have. */
  private static String identity() {
    String host = System.getenv("HOSTNAME");
    return (host == null ? "" : host + "_") + UUID.randomUUID();
  }

  /**
   * A client whose requests are tried once.
   *
   * @param timeout of a request, in milliseconds
   */
  private static KubernetesClient once(KubernetesClient client, int timeout) {
    RequestConfig once =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestTimeout(timeout)
            .withRequestRetryBackoffLimit(0)
            .build();
    return client
        .adapt(NamespacedKubernetesClient.class)
        .withRequestConfig(once)
        .call(view -> view);
  }

  private void begin(KubernetesClient client, Election.Times times) {
    // No lease is held yet, so the first request, which has to connect, may take as long as any.
    Lease found =
        once(client, client.getConfiguration().getRequestTimeout())
            .resources(Lease.class)
            .inNamespace(lease.namespace())
            .withName(lease.name())
            .get();
    log.info(
        "waiting for the lease {}; its holder is {}",
        lease.describe(),
        found == null ? "nobody yet" : SharedLease.holder(found));
    candidacy =
        new LeaderElector(
                // A request that is tried again for a minute would outlive the lease.
                once(client, Math.toIntExact(times.call().toMillis())),
                new LeaderElectionConfig(
                    lease,
                    times.expiry(),
                    times.deadline(),
                    times.interval(),
                    new LeaderCallbacks(
                        this::lead, this::stop, holder -> log.debug("held by {}", holder)),
                    true,
                    lease.name()),
                renewals)
            .start();
  }

  /** On a thread of its own: the elector's has to renew. */
  private void lead() {
    log.info("has the lease {}", lease.describe());
    office.execute(elected);
  }

  private void stop() {
    if (withdrawn) {
      log.info("gave the lease {} back", lease.describe());
    } else {
      log.error("lost the lease {}: somebody else may work now", lease.describe());
      lost.run();
    }
  }

  /** Gives the lease back, if it has it, so that the next one need not wait for it to expire. */
  @Override
  public void close() {
    withdrawn = true;
    candidacy.cancel(true);
    endThreads();
  }

  /**
   * If the lease was acquired a moment ago, the elector releases it on the thread of the renewals,
   * so that thread must not be interrupted before its request has ended.
   */
  private void endThreads() {
    renewals.shutdown();
    office.shutdown();
    try {
      if (!renewals.awaitTermination(call.toMillis(), TimeUnit.MILLISECONDS)) {
        renewals.shutdownNow();
      }
    } catch (InterruptedException e) {
      renewals.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
