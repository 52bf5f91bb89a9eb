package dev.managedidentity.operator;

import dev.managedidentity.azure.Calls;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/** The whole loop, wired and running until it is closed. */
public final class IdentityOperator implements AutoCloseable {

  /** How long running work may take to end in an orderly stop; a PATCH on its way is one call. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** Objects a page of the first list; of the size that kubectl asks for. */
  private static final long LIST_PAGE = 500;

  /**
   * What the SDK does with an object is one request at most, such as for its finalizer. More of
   * them at once would hold up the work itself when a thousand objects are new.
   */
  private static final int SDK_THREADS = 2;

  private final Turn turn;
  private final ExecutorService aside;
  private final Probes probes;

  private IdentityOperator(Turn turn, ExecutorService aside, Probes probes) {
    this.turn = turn;
    this.aside = aside;
    this.probes = probes;
  }

  /** As below; losing the lease ends the process on the spot, as a kill does. */
  public static IdentityOperator start(
      KubernetesClient client,
      StatusWriter statusWriter,
      Function<Calls, Connections> azure,
      OperatorSettings settings)
      throws IOException {
    return start(client, statusWriter, azure, settings, () -> Runtime.getRuntime().halt(1));
  }

  /**
   * Starts the loop and returns once it watches the cluster; where there is an election, at once.
   *
   * @param client to the cluster; closed by the caller, after the operator
   * @param statusWriter {@link StatusWriter#SERVER_SIDE_APPLY} on any real API server
   * @param azure makes the connections to Azure, with its calls told to who counts them
   * @param lost what ends the loop at once, whatever runs: somebody else may work now. Nothing is
   *     lost by it, as nothing is lost by a kill
   * @throws IOException if the probes' port cannot be had
   * @throws IllegalStateException if the lease of the election cannot be read
   */
  public static IdentityOperator start(
      KubernetesClient client,
      StatusWriter statusWriter,
      Function<Calls, Connections> azure,
      OperatorSettings settings,
      Runnable lost)
      throws IOException {
    Clock clock = Clock.systemUTC();
    Metrics metrics = new Metrics();
    Credentials credentials =
        new Credentials(
            Secrets.in(client), azure.apply(metrics), settings.defaultSubscription(), clock);
    KubernetesCluster cluster =
        new KubernetesCluster(client, statusWriter, credentials::subscription);
    ExecutorService aside = Executors.newSingleThreadExecutor(task -> new Thread(task, "aside"));
    InformedNamespaces namespaces = new InformedNamespaces(client);
    AtomicReference<TargetQueue> woken = new AtomicReference<>();
    Surroundings around =
        new Surroundings(
            metrics,
            clock,
            () -> ThreadLocalRandom.current().nextDouble(),
            aside,
            target -> woken.get().touch(target),
            () -> woken.get().isCrowded(),
            namespaces);
    TargetQueue.Work work = work(cluster, credentials::of, settings, around);
    TargetQueue queue =
        new TargetQueue(work, settings.workers(), settings.retryDelay(), metrics::begun);
    woken.set(queue);
    metrics.watch(queue);
    IdentityReconciler.Intake intake =
        new IdentityReconciler.Intake(
            cluster, queue, new Reporter(cluster, clock, metrics), settings.syncPeriod());
    Operator operator = operator(client, statusWriter, NewestFirst.threads(SDK_THREADS));
    register(operator, new UserAssignedIdentityReconciler(intake), settings);
    register(operator, new ScaleSetIdentityReconciler(intake), settings);
    register(operator, new VirtualMachineIdentityReconciler(intake), settings);
    Turn turn = new Turn(operator, namespaces, queue);
    metrics.watch(() -> turn.isTaken() ? cluster.all() : Stream.empty());
    Probes probes = Probes.start(settings.probePort(), turn::isLive, turn::isReady, metrics::text);
    IdentityOperator whole = new IdentityOperator(turn, aside, probes);
    whole.begin(client, settings, lost);
    return whole;
  }

  private void begin(KubernetesClient client, OperatorSettings settings, Runnable lost) {
    try {
      if (settings.election() == null) {
        turn.take();
      } else {
        turn.standFor(settings.election(), client, lost);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Identities are worked on by one, scale sets and machines by the other, in the same queue.
   *
   * @param credentials with whose rights each object is carried out
   */
  static TargetQueue.Work work(
      Cluster cluster,
      Function<HasMetadata, Credential> credentials,
      OperatorSettings settings,
      Surroundings around) {
    Reporter reporter = new Reporter(cluster, around.clock(), around.metrics());
    Toolbox toolbox = new Toolbox(cluster, reporter, settings, around);
    TargetReconciler targets =
        new TargetReconciler(
            cluster,
            credentials,
            credential -> toolbox.of(credential).ofTargets(),
            settings.syncPeriod(),
            around.clock(),
            around.isCrowded());
    UserIdentityReconciler identities =
        new UserIdentityReconciler(
            cluster,
            credentials,
            credential -> toolbox.of(credential).ofIdentities(),
            settings.syncPeriod(),
            around.clock());
    return id -> id.isA(ArmId.USER_ASSIGNED_IDENTITY) ? identities.run(id) : targets.run(id);
  }

  private static void register(
      Operator operator, Reconciler<? extends HasMetadata> reconciler, OperatorSettings settings) {
    operator.register(
        reconciler,
        controller -> {
          // Given up for good after five tries and picked up hours later, were it not for this.
          controller.withRetry(new GenericRetry().withoutMaxAttempts().setMaxInterval(60_000));
          // In pages, because only a list without a limit may be answered from the past: what the
          // process before this one wrote last, such as what it owns, must be in it.
          controller.withInformerListLimit(LIST_PAGE);
          controller.withLabelSelector(settings.selector());
          if (!settings.namespaces().isEmpty()) {
            controller.settingNamespaces(settings.namespaces());
          }
        });
  }

  private static Operator operator(
      KubernetesClient client, StatusWriter statusWriter, ExecutorService threads) {
    boolean serverSideApply = statusWriter == StatusWriter.SERVER_SIDE_APPLY;
    return new Operator(
        overrider ->
            overrider
                .withKubernetesClient(client)
                .withExecutorService(threads)
                .withCloseClientOnStop(false)
                .withUseSSAToPatchPrimaryResource(serverSideApply));
  }

  /** The port of /livez, /readyz and /metrics. */
  public int probePort() {
    return probes.port();
  }

  /** Ends the loop, and only then gives the lease back: the next one begins right after. */
  @Override
  public void close() {
    turn.end(GRACE);
    aside.shutdownNow();
    probes.close();
  }
}
