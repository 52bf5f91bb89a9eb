package dev.managedidentity.storm;

import dev.managedidentity.emulator.ControlClient;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.testing.Deployed;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Watches all the time that what must hold does: by the lease, and by what Azure saw. */
final class Watch implements AutoCloseable {
  private static final Duration LEASE_PERIOD = Duration.ofMillis(100);
  private static final Duration JOURNAL_PERIOD = Duration.ofMillis(200);

  /** The lease tells when a try to take it began; so long after that the try has ended. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final ControlClient azure;
  private final KubernetesClient cluster;
  private final List<Replica> replicas;
  private final Ledger ledger;
  private final Findings findings;
  private final LeaseTerms terms = new LeaseTerms();
  private final Traffic traffic;
  private final List<RequestRecord> unsettled = new ArrayList<>();
  private final Repeated leases;
  private final Repeated journals;
  private volatile long lastRequest;
  private volatile long lastChange;
  private volatile Instant leaseSeen = Instant.EPOCH;
  private volatile Instant journalSeen = Instant.EPOCH;

  /**
   * Begins to watch.
   *
   * @param cluster a client that does not try again; closed with this
   */
  Watch(
      ControlClient azure,
      KubernetesClient cluster,
      List<Replica> replicas,
      Ledger ledger,
      Findings findings) {
    this.azure = azure;
    this.cluster = cluster;
    this.replicas = replicas;
    this.ledger = ledger;
    this.findings = findings;
    this.traffic = new Traffic(replicas.stream().map(Replica::client).toList());
    this.leases = new Repeated("Watching the lease", LEASE_PERIOD, this::lease);
    this.journals = new Repeated("Watching Azure", JOURNAL_PERIOD, this::journal);
  }

  LeaseTerms terms() {
    return terms;
  }

  Traffic traffic() {
    return traffic;
  }

  /** The replica whose process has the lease now and has called Azure since, or null. */
  Replica leader() {
    return terms.newest().flatMap(this::atWork).orElse(null);
  }

  private Optional<Replica> atWork(Map.Entry<Instant, String> term) {
    return replicas.stream()
        .filter(one -> one.holds(term.getValue()))
        .filter(one -> traffic.lastCall(one.client()).isAfter(term.getKey()))
        .findAny();
  }

  /** Returns when everything is judged that had happened when it was called. */
  void catchUp() {
    Instant called = Instant.now();
    Waiting.until(
        "the journals up to now",
        Duration.ofSeconds(60),
        () -> {
          leases.requireRunning();
          journals.requireRunning();
          return isSettled(called);
        });
  }

  private boolean isSettled(Instant called) {
    synchronized (unsettled) {
      return journalSeen.isAfter(called)
          && leaseSeen.isAfter(called.plus(SETTLED))
          && unsettled.stream().noneMatch(request -> request.time().isBefore(called));
    }
  }

  private void lease() {
    try {
      Instant asked = Instant.now();
      Lease lease =
          cluster.leases().inNamespace(Deployed.NAMESPACE).withName("scaleset-identity").get();
      if (lease != null && lease.getSpec() != null && lease.getSpec().getAcquireTime() != null) {
        terms.note(
            lease.getSpec().getHolderIdentity(), lease.getSpec().getAcquireTime().toInstant());
      }
      leaseSeen = asked;
    } catch (KubernetesClientException e) {
      // The API server is away; nobody takes the lease meanwhile.
      return;
    }
  }

  private void journal() {
    Instant asked = Instant.now();
    for (ChangeRecord change : azure.changes(lastChange)) {
      ledger.take(change).forEach(findings::add);
      lastChange = change.n();
    }
    List<RequestRecord> requests = azure.requests(lastRequest);
    synchronized (unsettled) {
      for (RequestRecord request : requests) {
        lastRequest = request.n();
        traffic.take(request);
        if (isWrite(request) && writer(request) != null) {
          unsettled.add(request);
        }
      }
      Instant settled = leaseSeen.minus(SETTLED);
      unsettled.removeIf(request -> isJudged(request, settled));
    }
    journalSeen = asked;
  }

  private boolean isJudged(RequestRecord request, Instant settled) {
    if (request.time().isAfter(settled)) {
      return false;
    }
    terms.finding(request, writer(request).name()).ifPresent(findings::add);
    return true;
  }

  private Replica writer(RequestRecord request) {
    return replicas.stream()
        .filter(one -> one.client().equals(request.client()))
        .findAny()
        .orElse(null);
  }

  static boolean isWrite(RequestRecord request) {
    return !READS.contains(request.method()) && request.path().startsWith("/subscriptions/");
  }

  @Override
  public void close() {
    leases.close();
    journals.close();
    cluster.close();
  }
}
