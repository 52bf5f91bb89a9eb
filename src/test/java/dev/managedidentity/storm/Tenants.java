package dev.managedidentity.storm;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Namespaces that come and go, each with a Secret of its own by which Azure is called for it: a
 * namespace is made, declares, is served, and is deleted with all that is in it.
 */
final class Tenants implements AutoCloseable {
  /** So many are there at a time. */
  private static final int AT_ONCE = 4;

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final String SECRET = "azure-credential";

  private final Cluster cluster;
  private final Fleet fleet;
  private final String tenant;
  private final Duration patience;
  private final Random random;
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private final List<Repeated> visits;

  /**
   * Begins.
   *
   * @param tenant of the applications in Azure
   * @param patience how long a namespace may wait to be served
   */
  Tenants(Cluster cluster, Fleet fleet, String tenant, Random random, Duration patience) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.tenant = tenant;
    this.random = random;
    this.patience = patience;
    this.visits =
        IntStream.range(0, AT_ONCE)
            .mapToObj(i -> new Repeated("A namespace that comes and goes", PAUSE, this::comeAndGo))
            .toList();
  }

  private void comeAndGo() {
    int number = numbers.incrementAndGet();
    String name = "tenant-" + number;
    Fleet.Target target = fleet.targets().get(random.nextInt(fleet.targets().size()));
    Fleet.Declaration declared =
        new Fleet.Declaration(
            name, target.id().name(), false, List.of(target.optional()), Optional.empty());
    cluster.createNamespace(name);
    createSecret(name, number);
    cluster.declare(target.id().text(), declared);
    Waiting.until(
        name + " to be Ready",
        patience,
        () -> cluster.find(declared).filter(Cluster::isReady).isPresent(),
        () -> cluster.find(declared).map(Cluster::words).orElse("not declared"));
    cluster.find(declared).ifPresent(cluster::delete);
    Waiting.until(
        name + " to be without declarations",
        patience,
        () -> cluster.find(declared).isEmpty(),
        () -> cluster.find(declared).map(Cluster::words).orElse("gone"));
    cluster.client().secrets().inNamespace(name).withName(SECRET).delete();
    deleteNamespace(name);
    gone.incrementAndGet();
  }

  private void createSecret(String namespace, int number) {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(SECRET)
                .endMetadata()
                .withStringData(
                    Map.of(
                        "AZURE_TENANT_ID",
                        tenant,
                        "AZURE_CLIENT_ID",
                        Ground.application(0x1000 + number),
                        "AZURE_CLIENT_SECRET",
                        "any"))
                .build())
        .create();
  }

  /** No controllers run, so the namespace is finalized by hand, empty as it is. */
  private void deleteNamespace(String name) {
    KubernetesClient client = cluster.client();
    client.namespaces().withName(name).delete();
    Namespace terminating = client.namespaces().withName(name).get();
    if (terminating != null) {
      Namespace finalized =
          new NamespaceBuilder(terminating).editSpec().withFinalizers().endSpec().build();
      client.raw("/api/v1/namespaces/" + name + "/finalize", "PUT", finalized);
    }
  }

  /**
   * How many came and went.
   *
   * @throws StormFailed if one could not be served, or not deleted
   */
  int gone() {
    visits.forEach(Repeated::requireRunning);
    return gone.get();
  }

  /** Lets those go that are there, and then no more come. */
  @Override
  public void close() {
    stop();
  }

  /** Ends it, and returns once nothing of it runs; to be called again does nothing. */
  void stop() {
    visits.forEach(Repeated::close);
  }
}
