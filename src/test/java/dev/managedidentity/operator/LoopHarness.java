package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.RoleAssignment;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The loop on a fake cluster and a fake Azure, one look at a time. */
final class LoopHarness {
  static final ArmId WEB =
      ArmId.parse(
          "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute"
              + "/virtualMachineScaleSets/web");
  static final ArmId BUILD =
      ArmId.parse(
          "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/build");
  static final DefaultSubscription.Lookup SUBSCRIPTION = in("s");
  static final Duration PERIOD = Duration.ofSeconds(60);
  static final Duration RETRY = Duration.ofSeconds(5);

  final FakeCluster cluster = new FakeCluster();
  final FakeAccess access = new FakeAccess();
  final FakeCompute azure = new FakeCompute();
  final FakeIdentities identities = new FakeIdentities();
  final FakeRoles roles = new FakeRoles();
  final FakeRights rights = new FakeRights();
  final MutableClock clock = new MutableClock();
  final Metrics metrics = new Metrics();
  final FakeUninstall uninstall = new FakeUninstall();
  final FakeNamespaces namespaces = new FakeNamespaces();
  final FakeActivityLog activityLog = new FakeActivityLog();

  /** Where the activity log is asked; at once where nothing else is said. */
  final Deque<Runnable> aside = new ArrayDeque<>();

  private boolean asksTheLog;
  private boolean isLogSlow;
  private final ArmId target;
  private boolean isPreflightSet;

  /** Whether other targets wait to be looked at. */
  boolean isCrowded;

  /** How Azure answers every call with the credential of a Secret; empty if that may do all. */
  Optional<Problem> refusal = Optional.empty();

  /** How declarations are deleted, from the next restart on. */
  DeletionSettings deletion = DeletionSettings.DEFAULT;

  DeletionGate gate;

  private TargetQueue.Work loop = newLoop();

  LoopHarness(ArmId target) {
    this.target = target;
    azure.principals =
        id ->
            Optional.ofNullable(identities.get(id))
                .map(there -> new Principal(there.clientId(), there.principalId()))
                .orElse(new Principal("client", "principal"));
  }

  /** What everything is to be tried with: a scale set and a machine. */
  static Stream<ArmId> targets() {
    return Stream.of(WEB, BUILD);
  }

  ArmId target() {
    return target;
  }

  /** The reason where the target is not there. */
  String waiting() {
    return target.equals(WEB) ? "WaitingForScaleSet" : "WaitingForVirtualMachine";
  }

  private TargetQueue.Work newLoop() {
    OperatorSettings settings =
        new OperatorSettings(null, Set.of(), PERIOD, RETRY, 1, 0)
            .withActivityLog(asksTheLog)
            .withPreflight(isPreflightSet);
    gate = new DeletionGate(cluster::deleting, namespaces, uninstall, deletion, "operators", clock);
    return IdentityOperator.work(
        cluster,
        this::credential,
        access,
        settings,
        new Surroundings(
            metrics,
            TestRecords.PROOFS,
            clock,
            () -> 0.5,
            isLogSlow ? aside::add : Runnable::run,
            LoopHarness::wake,
            () -> isCrowded,
            gate,
            namespaces));
  }

  private static void wake(ArmId target) {
    throw new AssertionError("only a list wakes " + target + ", and of one target there is none");
  }

  /** One Secret is as good as another. */
  private Credential credential(HasMetadata resource) {
    Credential own = Credential.own(new Azure(azure, identities, roles, rights, activityLog), "s");
    CredentialReference named =
        resource instanceof UserAssignedIdentity identity
            ? identity.getSpec().credential
            : ((IdentityDeclaration<?>) resource).getSpec().credential;
    return named == null
        ? own
        : new Credential(
            "shop/" + named.secretName,
            refusal.isPresent() ? "refused" : "1",
            own.subscription(),
            refusal.map(Azure::without).orElse(own.azure()),
            own.problem());
  }

  /** From now on rights are read before anything is changed. */
  void setPreflight() {
    isPreflightSet = true;
    restart();
  }

  /** Where all that names no subscription is in this one. */
  static DefaultSubscription.Lookup in(String subscription) {
    return unused -> new DefaultSubscription(subscription, "for the operator");
  }

  /** From now on the operator is set to ask the activity log. */
  void askTheLog() {
    asksTheLog = true;
    restart();
  }

  /** The same, but what it asks stays {@link #aside} until a test runs it. */
  void askTheLogThatIsSlow() {
    isLogSlow = true;
    askTheLog();
  }

  /** The process is gone and a new one starts: only the statuses are left. */
  void restart() {
    loop = newLoop();
  }

  /** One look; says when the next is due. */
  Optional<Duration> look() {
    return loop.run(target);
  }

  /** Looks when the next look is due, so many times. */
  void lookWhenDue(int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(look().orElse(PERIOD));
    }
  }

  /** One look at an identity; says when the next is due. */
  Optional<Duration> lookAt(String identity) {
    return loop.run(identity(identity));
  }

  /** Looks at an identity when the next look is due, so many times. */
  void lookAtWhenDue(String identity, int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(lookAt(identity).orElse(PERIOD));
    }
  }

  /** The whole loop for a while: every look when it is due, and when anything may be new. */
  void run(Duration time) {
    Instant end = clock.instant().plus(time);
    int atOnce = 0;
    while (clock.instant().isBefore(end)) {
      Duration next = lookAtAll();
      atOnce = next.isZero() ? atOnce + 1 : 0;
      assertThat(atOnce).as("looks in a row without a pause").isLessThan(20);
      clock.advance(next);
    }
  }

  /** Looks at everything, whether or not it is due; says when the next look is. */
  private Duration lookAtAll() {
    List<Optional<Duration>> nexts = new ArrayList<>();
    cluster.identityIds().forEach(id -> nexts.add(loop.run(id)));
    nexts.add(look());
    // What one look found may be news to another: it is told so by the informers.
    cluster.identityIds().forEach(id -> nexts.add(loop.run(id)));
    nexts.add(look());
    return nexts.stream()
        .flatMap(Optional::stream)
        .map(next -> next.isNegative() ? Duration.ZERO : next)
        .min(Duration::compareTo)
        .orElse(PERIOD);
  }

  /**
   * Kills the process at one of its steps: before or after a change in Azure, before a status is
   * written.
   *
   * @param step 0 is the first from now on
   */
  void killAt(int step) {
    AtomicInteger left = new AtomicInteger(step);
    Runnable dies =
        () -> {
          if (left.getAndDecrement() == 0) {
            throw new IllegalStateException("killed");
          }
        };
    atEachStep(dies);
  }

  private void atEachStep(Runnable does) {
    azure.step = does;
    identities.step = does;
    roles.step = does;
    cluster.beforeWrite = unused -> does.run();
  }

  /** Runs for a while, is killed on the way if told so, and then starts anew for as long. */
  void runThroughAKill(Duration time) {
    try {
      run(time);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("killed");
    }
    atEachStep(() -> {});
    restart();
    run(time);
  }

  /** Somebody deletes an identity and makes it again: it is another one, of the same id. */
  void remake(String name) {
    identities.remove(identity(name));
    identities.put(identity(name), "westeurope", Map.of());
    azure.leaveStale(identity(name));
  }

  void declare(String name, Consumer<IdentitySpec> says) {
    cluster.declare(name, target, says);
  }

  static ArmId identity(String name) {
    return ArmId.of("s", "identities", ArmId.USER_ASSIGNED_IDENTITY, name);
  }

  static Consumer<IdentitySpec> assigned(String... names) {
    return spec -> {
      for (String name : names) {
        add(spec, name, Ensure.Assigned);
      }
    };
  }

  /** By the names of their UserAssignedIdentities. */
  static Consumer<IdentitySpec> named(String... names) {
    return spec -> {
      for (String name : names) {
        spec.userAssigned.add(entry(name, Ensure.Assigned));
      }
    };
  }

  static UserAssigned entry(String name, Ensure ensure) {
    UserAssigned entry = new UserAssigned();
    entry.name = name;
    entry.ensure = ensure;
    return entry;
  }

  static RoleAssignment role(String role, String scope) {
    RoleAssignment assignment = new RoleAssignment();
    assignment.role = role;
    assignment.scope = scope;
    return assignment;
  }

  static Consumer<IdentitySpec> absent(String name) {
    return spec -> add(spec, name, Ensure.Absent);
  }

  static void add(IdentitySpec spec, String name, Ensure ensure) {
    UserAssigned entry = new UserAssigned();
    entry.id = identity(name).text();
    entry.ensure = ensure;
    spec.userAssigned.add(entry);
  }

  static LiveIdentity live(String... names) {
    Map<ArmId, Principal> users = new TreeMap<>();
    for (String name : names) {
      users.put(identity(name), new Principal("client", "principal"));
    }
    return new LiveIdentity(false, null, null, users);
  }
}
