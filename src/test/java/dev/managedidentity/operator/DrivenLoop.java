package dev.managedidentity.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The real loop on a cluster in memory, for stories told from outside of this room. It works on
 * what is due by a clock that is set forward by hand, so that nobody waits.
 */
public final class DrivenLoop {
  private static final Duration PERIOD = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final MutableClock clock;
  private final OperatorSettings settings;
  private final AccessPolicy policy;
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Credentials credentials;
  private int secretVersions;
  private final ManifestCluster cluster;
  private final Metrics metrics = new Metrics();
  private final FakeNamespaces namespaces = new FakeNamespaces();
  private final Map<ArmId, Instant> due = new HashMap<>();
  private TargetQueue.Work loop;

  /** The process is gone, just there. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param subscription the default one
   * @param set what else is set of the loop
   */
  public DrivenLoop(
      Connections azure,
      MutableClock clock,
      String subscription,
      UnaryOperator<OperatorSettings> set) {
    this(azure, clock, subscription, set, AccessPolicy.NONE);
  }

  /** The same where namespaces may do only what this allows. */
  DrivenLoop(
      Connections azure,
      MutableClock clock,
      String subscription,
      UnaryOperator<OperatorSettings> set,
      AccessPolicy policy) {
    this.clock = clock;
    this.policy = policy;
    this.settings = set.apply(new OperatorSettings(null, Set.of(), PERIOD, RETRY, 1, 0));
    this.credentials =
        new Credentials(
            (namespace, name) -> Optional.ofNullable(secrets.get(namespace + "/" + name)),
            azure,
            subscription,
            policy,
            new FakeCredentialRecords(),
            clock);
    this.cluster = new ManifestCluster(credentials::subscription);
    this.loop = newLoop();
  }

  private TargetQueue.Work newLoop() {
    return IdentityOperator.work(
        cluster,
        credentials::of,
        policy,
        settings,
        new Surroundings(
            metrics,
            TestRecords.PROOFS,
            clock,
            () -> 0.5,
            Runnable::run,
            this::wake,
            () -> false,
            new DeletionGate(
                cluster::deleting,
                namespaces,
                new FakeUninstall(),
                settings.deletion(),
                null,
                clock),
            namespaces));
  }

  /** Puts an object there as a whole, status included, and wakes all work, as watches do. */
  public void put(HasMetadata object) {
    cluster.put(object);
    wake();
  }

  /** Puts a Secret there, or takes it away; nothing is woken by it, for nothing watches Secrets. */
  public void secret(String key, Map<String, String> data) {
    if (data.isEmpty()) {
      secrets.remove(key);
      return;
    }
    Map<String, String> encoded = new HashMap<>();
    data.forEach(
        (name, value) ->
            encoded.put(name, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
    secretVersions++;
    secrets.put(
        key,
        new SecretBuilder()
            .withNewMetadata()
            .withUid("uid-of-" + key)
            .withResourceVersion(String.valueOf(secretVersions))
            .endMetadata()
            .withData(encoded)
            .build());
  }

  /** By namespace and name; empty if there is none, or none any more. */
  public Optional<HasMetadata> find(String key) {
    return cluster.find(key);
  }

  /** All events so far, as "namespace/name Type Reason". */
  public List<String> events() {
    return cluster.events();
  }

  /** How often declarations were read, because a look could not be spared. */
  public int readings() {
    return cluster.readings();
  }

  public int statusWrites() {
    return cluster.statusWrites();
  }

  /** Whether some status tells of an operation under way. */
  public boolean isOperationRunning() {
    return cluster.declarations().anyMatch(DrivenLoop::isRunning);
  }

  private static boolean isRunning(IdentityDeclaration<?> declaration) {
    return declaration.getStatus() != null && declaration.getStatus().operation != null;
  }

  /** The process is gone and a new one starts: only what is in the cluster is left. */
  public void restart() {
    cluster.aroundWrites(() -> {}, () -> {});
    loop = newLoop();
    wake();
  }

  /**
   * Kills the process at one of the next statuses it writes, and starts a new one.
   *
   * @param which 1 for the very next
   * @param isWritten whether that status still gets there
   */
  public void killAtStatus(int which, boolean isWritten) {
    int last = cluster.statusWrites() + which;
    Runnable before =
        () -> {
          if (cluster.statusWrites() + 1 == last) {
            throw new Killed();
          }
        };
    Runnable after =
        () -> {
          if (cluster.statusWrites() == last) {
            throw new Killed();
          }
        };
    cluster.aroundWrites(isWritten ? () -> {} : before, isWritten ? after : () -> {});
  }

  private void wake(ArmId target) {
    due.put(target, clock.instant());
  }

  private void wake() {
    cluster.targets().forEach(target -> due.put(target, clock.instant()));
  }

  /** When the next look is due; empty if none ever is. */
  public Optional<Instant> nextLook() {
    return due.values().stream().min(Instant::compareTo);
  }

  /** Sets the clock forward to the next look and takes it, with all others that are due. */
  public void look() {
    Instant next = nextLook().orElseThrow();
    Duration wait = Duration.between(clock.instant(), next);
    clock.advance(wait.isNegative() ? Duration.ZERO : wait);
    List<ArmId> now =
        due.entrySet().stream()
            .filter(entry -> !entry.getValue().isAfter(clock.instant()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    try {
      now.forEach(this::look);
    } catch (Killed killed) {
      restart();
    }
  }

  private void look(ArmId target) {
    int objects = cluster.size();
    int writes = cluster.statusWrites();
    due.remove(target);
    Optional<Duration> next = loop.run(target);
    boolean isNews = target.isA(ArmId.USER_ASSIGNED_IDENTITY) && cluster.statusWrites() > writes;
    if (isNews || cluster.size() < objects) {
      // As the watches do: what names an identity is told of it, and so is what it waits for.
      wake();
    }
    next.ifPresent(wait -> due.putIfAbsent(target, clock.instant().plus(wait)));
  }
}
