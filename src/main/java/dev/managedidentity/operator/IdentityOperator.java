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
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/** The whole loop, wired and running until it is closed. */
public final class IdentityOperator implements AutoCloseable {

  /**
   * How long running work may take to end in an orderly stop; a PATCH on its way is one call. Less
   * than the 20 s after which the process exits in any case, so that what has ended by then can
   * still give the lease back.
   */
  private static final Duration GRACE = Duration.ofSeconds(18);

  /** How often credentials that nothing uses are forgotten. */
  private static final Duration FORGET_UNUSED = Duration.ofSeconds(15);

  /** Objects a page of the first list; of the size that kubectl asks for. */
  private static final long LIST_PAGE = 500;

  /**
   * What the SDK does with an object is one request at most, such as for its finalizer. More of
   * them at once would hold up the work itself when a thousand objects are new.
   */
  private static final int SDK_THREADS = 2;

  private final Object closing = new Object();
  private final Connections connections;
  private final Turn turn;
  private final ExecutorService aside;
  private final Probes probes;

  private IdentityOperator(
      Connections connections, Turn turn, ExecutorService aside, Probes probes) {
    this.connections = connections;
    this.turn = turn;
    this.aside = aside;
    this.probes = probes;
  }

  /**
   * Makes the operator and starts it, as by {@link #of} and {@link #begin}; losing the lease ends
   * the process.
   */
  public static IdentityOperator start(
      KubernetesClient client,
      StatusWriter statusWriter,
      Function<Calls, Connections> azure,
      OperatorSettings settings)
      throws IOException {
    IdentityOperator whole = of(client, statusWriter, azure, settings);
    whole.begin(client, settings);
    return whole;
  }

  /**
   * The same with something else that happens when the lease is lost.
   *
   * @param lost see {@link #begin}
   */
  public static IdentityOperator start(
      KubernetesClient client,
      StatusWriter statusWriter,
      Function<Calls, Connections> azure,
      OperatorSettings settings,
      Runnable lost)
      throws IOException {
    IdentityOperator whole = of(client, statusWriter, azure, settings);
    whole.begin(client, settings, lost);
    return whole;
  }

  /**
   * The operator, of which nothing runs yet but its probes.
   *
   * @param client to the cluster; closed by the caller, after the operator
   * @param statusWriter {@link StatusWriter#SERVER_SIDE_APPLY} on any real API server
   * @param azure makes the connections to Azure, with its calls told to who counts them
   * @throws IOException if the probes' port cannot be had
   * @throws IllegalStateException if the key of the ownership records cannot be read; the message
   *     gives the remedy
   */
  public static IdentityOperator of(
      KubernetesClient client,
      StatusWriter statusWriter,
      Function<Calls, Connections> azure,
      OperatorSettings settings)
      throws IOException {
    Clock clock = Clock.systemUTC();
    Metrics metrics = new Metrics();
    // First, because a wrong setting is told at once, and the cluster may take its time to answer.
    Connections connections = azure.apply(metrics);
    RecordProofs proofs = new RecordProofs(RecordKey.in(client, settings.operatorNamespace()));
    // What comes after the end, such as the late event of an informer, is not done any more.
    ScheduledExecutorService aside =
        new ScheduledThreadPoolExecutor(
            1, task -> new Thread(task, "aside"), new ThreadPoolExecutor.DiscardPolicy());
    InformedNamespaces namespaces = new InformedNamespaces(client);
    WatchedAccess access = new WatchedAccess(client, settings.access(), namespaces, aside);
    String operatorNamespace = RecordKey.namespace(client, settings.operatorNamespace());
    Credentials credentials =
        new Credentials(
            Secrets.in(client),
            connections,
            settings.defaultSubscription(),
            access,
            new CredentialConfigMap(client, operatorNamespace, namespaces, clock),
            clock);
    KubernetesCluster cluster =
        new KubernetesCluster(client, statusWriter, credentials::subscription, proofs);
    DeletionGate deletions =
        new DeletionGate(
            cluster::deleting,
            namespaces,
            new ClusterUninstall(client, operatorNamespace),
            settings.deletion(),
            operatorNamespace,
            clock);
    AtomicReference<TargetQueue> woken = new AtomicReference<>();
    Surroundings around =
        new Surroundings(
            metrics,
            proofs,
            clock,
            () -> ThreadLocalRandom.current().nextDouble(),
            aside,
            target -> woken.get().touch(target),
            () -> woken.get().isCrowded(),
            deletions,
            namespaces);
    ReconcileFailures failures = new ReconcileFailures(settings.retryDelay(), clock);
    Reporter reporter = new Reporter(cluster, clock, metrics, proofs, settings.retryDelay());
    Toolbox toolbox = new Toolbox(cluster, reporter, settings, around);
    TargetQueue.Work work =
        new GuardedWork(
            work(cluster, credentials::of, access, reporter, toolbox, settings, around),
            cluster,
            reporter,
            failures);
    TargetQueue queue =
        new TargetQueue(work, settings.workers(), settings.retryDelay(), metrics::begun);
    woken.set(queue);
    metrics.watch(queue);
    IdentityReconciler.Intake intake =
        new IdentityReconciler.Intake(
            cluster, queue, reporter, failures, deletions, settings.syncPeriod());
    Operator operator = operator(client, statusWriter, NewestFirst.threads(SDK_THREADS));
    register(operator, new UserAssignedIdentityReconciler(intake), settings);
    register(operator, new ScaleSetIdentityReconciler(intake), settings);
    register(operator, new VirtualMachineIdentityReconciler(intake), settings);
    Turn turn = new Turn(watch(operator, List.of(namespaces, access.informer()), deletions), queue);
    namespaces.onChange(
        name -> {
          if (turn.isTaken()) {
            touchDeleting(name, operatorNamespace, cluster, queue);
          }
        });
    access.onChange(
        affected -> {
          if (turn.isTaken()) {
            aside.execute(() -> cluster.targetsOf(affected).forEach(queue::touch));
          }
        });
    metrics.watch(() -> turn.isTaken() ? cluster.all() : Stream.empty());
    Probes probes = Probes.start(settings.probePort(), turn::isLive, turn::isReady, metrics::text);
    forgetUnused(aside, turn, new UnusedCredentials(cluster::all, credentials, toolbox));
    return new IdentityOperator(connections, turn, aside, probes);
  }

  /** An annotation of a namespace may release what is being deleted there, or everywhere. */
  private static void touchDeleting(
      String namespace, String operatorNamespace, KubernetesCluster cluster, TargetQueue queue) {
    boolean isOfAll = namespace.equals(operatorNamespace);
    cluster
        .deleting()
        .filter(one -> isOfAll || namespace.equals(one.getMetadata().getNamespace()))
        .flatMap(one -> cluster.targetIfNamed(one).stream())
        .forEach(queue::touch);
  }

  private static Turn.Watch watch(
      Operator operator, List<ClusterInformer<?>> informers, DeletionGate deletions) {
    return new Turn.Watch() {
      @Override
      public void start() {
        // First, because they decide what may be done for the objects in a namespace.
        informers.forEach(ClusterInformer::start);
        deletions.begin();
        operator.start();
      }

      @Override
      public void stop() {
        operator.stop();
        informers.forEach(ClusterInformer::close);
      }

      @Override
      public boolean isStarted() {
        return operator.getRuntimeInfo().isStarted();
      }

      @Override
      public boolean isHealthy() {
        return operator.getRuntimeInfo().allEventSourcesAreHealthy()
            && informers.stream().allMatch(ClusterInformer::isWatching);
      }
    };
  }

  /** As below; losing the lease ends the process on the spot, as a kill does. */
  public void begin(KubernetesClient client, OperatorSettings settings) {
    begin(client, settings, () -> Runtime.getRuntime().halt(1));
  }

  /**
   * Starts the loop and returns once it watches the cluster; where there is an election, at once.
   * Does nothing once the operator is closed.
   *
   * @param lost what ends the loop at once, whatever runs: somebody else may work now. Nothing is
   *     lost by it, as nothing is lost by a kill
   * @throws IllegalStateException if the lease of the election cannot be read
   */
  public void begin(KubernetesClient client, OperatorSettings settings, Runnable lost) {
    try {
      if (settings.election() == null) {
        turn.take();
      } else {
        turn.standFor(
            (elected, gone) -> Candidate.stand(client, settings.election(), elected, gone), lost);
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
   * @param policy what each namespace may do
   */
  static TargetQueue.Work work(
      Cluster cluster,
      Function<HasMetadata, Credential> credentials,
      AccessPolicy policy,
      OperatorSettings settings,
      Surroundings around) {
    Reporter reporter =
        new Reporter(
            cluster, around.clock(), around.metrics(), around.proofs(), settings.retryDelay());
    Toolbox toolbox = new Toolbox(cluster, reporter, settings, around);
    return work(cluster, credentials, policy, reporter, toolbox, settings, around);
  }

  private static TargetQueue.Work work(
      Cluster cluster,
      Function<HasMetadata, Credential> credentials,
      AccessPolicy policy,
      Reporter reporter,
      Toolbox toolbox,
      OperatorSettings settings,
      Surroundings around) {
    TargetReconciler targets =
        new TargetReconciler(
            cluster,
            credentials,
            policy,
            reporter,
            credential -> toolbox.of(credential).ofTargets(),
            settings.syncPeriod(),
            around);
    UserIdentityReconciler identities =
        new UserIdentityReconciler(
            cluster,
            credentials,
            policy,
            reporter,
            credential -> toolbox.of(credential).ofIdentities(),
            settings.syncPeriod(),
            around);
    return id -> id.isA(ArmId.USER_ASSIGNED_IDENTITY) ? identities.run(id) : targets.run(id);
  }

  /** Before the informers run nothing seems to be declared, and nothing is kept either. */
  private static void forgetUnused(
      ScheduledExecutorService aside, Turn turn, UnusedCredentials unused) {
    Object ignored =
        aside.scheduleWithFixedDelay(
            () -> {
              if (turn.isTaken()) {
                unused.run();
              }
            },
            FORGET_UNUSED.toMillis(),
            FORGET_UNUSED.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static <R extends HasMetadata> void register(
      Operator operator, Reconciler<R> reconciler, OperatorSettings settings) {
    operator.register(
        reconciler,
        controller -> {
          // Given up for good after five tries and picked up hours later, were it not for this.
          controller.withRetry(new GenericRetry().withoutMaxAttempts().setMaxInterval(60_000));
          // In pages, because only a list without a limit may be answered from the past: what the
          // process before this one wrote last, such as what it owns, must be in it.
          controller.withInformerListLimit(LIST_PAGE);
          controller.withLabelSelector(settings.selector());
          if (reconciler instanceof DeclarationReconciler) {
            // The SDK itself would not reconcile for an annotation that releases a deletion.
            controller.withGenerationAware(false);
            controller.withOnUpdateFilter(RelevantUpdates::isRelevant);
          }
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

  /**
   * Begins no more calls to Azure, lets those that run end, and only then gives the lease back: the
   * next operator begins right after. May be called while it starts, and more than once.
   */
  @Override
  public void close() {
    // Before the lock: a second call waits for the first.
    connections.stop();
    synchronized (closing) {
      turn.end(GRACE);
      aside.shutdownNow();
      probes.close();
    }
  }
}
