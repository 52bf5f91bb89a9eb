package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.Accepted;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Compute;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.operator.RoleStep.Principal;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Circumstances;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionPlanner;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.Plan;
import dev.managedidentity.plan.Planner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at one target: its identity, then the roles of it, then the legacy extension. */
final class Look {

  /**
   * How long somebody else's change of the target is waited for. A newer change of a scale set
   * preempts a running one, and one of a machine is refused, so ours is held back; but a target can
   * stay in Updating for days.
   */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final Logger log = LoggerFactory.getLogger(Look.class);

  private final ArmId id;
  private final Target target;
  private final Tools tools;
  private final Instant now;
  private List<Declared> declared;

  /**
   * What every look is taken with.
   *
   * @param jitter from 0 to 1
   */
  record Tools(
      Compute compute,
      RoleStep roles,
      OperatorSettings settings,
      Reporter reporter,
      Clock clock,
      DoubleSupplier jitter) {}

  Look(ArmId id, Target target, List<Declared> declared, Tools tools) {
    this.id = id;
    this.target = target;
    this.declared = declared;
    this.tools = tools;
    this.now = tools.clock().instant();
  }

  Situation take() {
    Situation situation = extension(roles(observe()));
    // Those that stay first: what a leaving one leaves to them must be on their record by then. One
    // that may go gets no last status: the write would only race with its finalizer's removal.
    Map<Boolean, List<Declared>> byEnd =
        declared.stream().collect(Collectors.partitioningBy(d -> Ending.isDone(d, situation)));
    tools.reporter().report(id, byEnd.get(false), situation);
    byEnd.get(true).forEach(done -> tools.reporter().release(done.resource()));
    return situation;
  }

  private Situation observe() {
    if (declared.stream().allMatch(d -> d.declaration().suspended())) {
      return Situation.idle(tools.settings().syncPeriod());
    }
    if (target.isClosed(now)) {
      return target.last().stillClosed(target.pace().untilOpen(now));
    }
    return new Operations(id, target, now)
        .follow(declared, tools.compute()::poll, this::delayAfter)
        .orElseGet(this::readAndPlan);
  }

  private Situation readAndPlan() {
    Answer<ComputeResource> read = tools.compute().read(id);
    if (read.problem().isPresent()) {
      Problem problem = read.problem().orElseThrow();
      return Situation.unreadable(problem, delayAfter(problem));
    }
    ComputeResource live = read.value().orElseThrow();
    Map<ArmId, String> setAside = setAside();
    Set<ArmId> stale = target.repairs().worthwhile(Stale.in(live, declared), live.identity());
    Circumstances circumstances = new Circumstances(!live.flexible(), setAside.keySet(), stale);
    Plan plan = Planner.plan(declarations(), live.identity(), circumstances);
    if (!live.isChanging()) {
      target.othersChangeEnded();
    }
    Situation situation =
        plan.patch().isEmpty()
            ? settle(live, plan)
            : holdBack(live, plan).orElseGet(() -> apply(live, plan));
    return situation.settingAside(setAside);
  }

  /** What waits for its UserAssignedIdentity, unless another declaration knows that it is there. */
  private Map<ArmId, String> setAside() {
    Map<ArmId, String> setAside = new TreeMap<>();
    declared.forEach(d -> setAside.putAll(d.names().waiting()));
    setAside.keySet().removeIf(id -> declared.stream().anyMatch(d -> d.vouchesFor(id)));
    return setAside;
  }

  private List<Declaration> declarations() {
    return declared.stream().map(Declared::declaration).toList();
  }

  private Situation settle(ComputeResource live, Plan plan) {
    boolean incomplete =
        !live.flexible()
            && live.identity().userAssigned().containsValue(LiveIdentity.Principal.UNKNOWN);
    if (live.isChanging() && incomplete && isPatient()) {
      // A restart lost the operation, or the answer to the PATCH was lost: the change is there,
      // and Azure is still at work on it.
      return Situation.read(Stage.CHANGING, live, plan, "", tools.settings().retryDelay());
    }
    target.pace().succeeded();
    target.patches().settled();
    return Situation.read(Stage.SETTLED, live, plan, "", nextPeriod());
  }

  private boolean isPatient() {
    return target.othersChangeLasts(now).compareTo(PATIENCE) < 0;
  }

  /** Why the target must not be touched just now; empty if it may be. */
  private Optional<Situation> holdBack(ComputeResource live, Plan plan) {
    if (live.isBeingDeleted()) {
      Situation situation = Situation.read(Stage.HINDERED, live, plan, "", Duration.ZERO);
      Problem problem = Problem.beingDeleted();
      return Optional.of(situation.hinderedBy(problem, delayAfter(problem)));
    }
    if (live.isChanging() && isPatient()) {
      return Optional.of(
          Situation.read(
              Stage.WAITING,
              live,
              plan,
              "Another change of the "
                  + TargetKind.of(id).words()
                  + " is under way, and this one would get in its way."
                  + " Waiting for it to end, for "
                  + PATIENCE.toMinutes()
                  + " minutes at most.",
              tools.settings().retryDelay().multipliedBy(2)));
    }
    Duration pause =
        target
            .patches()
            .untilSendable(plan.patch().orElseThrow(), tools.settings().retryDelay(), now);
    return pause.toMillis() <= 0
        ? Optional.empty()
        : Optional.of(
            Situation.read(
                Stage.WAITING,
                live,
                plan,
                "The change was sent before and is not to be seen ("
                    + target.patches().vainBecause()
                    + "). It is sent again after a pause.",
                pause));
  }

  private Situation apply(ComputeResource live, Plan plan) {
    IdentityPatch patch = plan.patch().orElseThrow();
    Situation intent = Situation.read(Stage.INTENT, live, plan, "", tools.settings().retryDelay());
    // On record before it happens, so that a crash leaves nothing unowned that we assigned.
    record(intent);
    log.info("changing {}: {}", id, plan.changes().stream().map(c -> c.words()).toList());
    target.patches().sending(patch, now);
    target.repairs().sending(patch);
    Answer<Accepted> answer = tools.compute().patch(id, patch, live.etag());
    if (answer.problem().isPresent()) {
      Problem problem = answer.problem().orElseThrow();
      target.patches().forget();
      return intent.hinderedBy(problem, delayAfter(problem));
    }
    Accepted accepted = answer.value().orElseThrow();
    Optional<OperationStatus> operation =
        accepted.operation().map(started -> Operations.begun(started, now));
    operation.ifPresent(
        begun -> target.operation(begun, target.patches(), now.plus(accepted.retryAfter())));
    target.patches().inVain("Azure reported success");
    return intent.changingBy(
        operation, operation.isPresent() ? accepted.retryAfter() : Duration.ZERO);
  }

  /** Writes what is about to be done into the statuses. */
  private void record(Situation intent) {
    declared = tools.reporter().report(id, declared, intent);
  }

  private Situation roles(Situation situation) {
    Optional<Principal> principal = Ending.principal(situation);
    if (principal.isEmpty()) {
      return situation;
    }
    RoleOutcome outcome =
        tools
            .roles()
            .take(
                principal.get(),
                declarations(),
                target.roles(),
                intent -> record(situation.with(intent)));
    return situation.with(outcome).noLaterThan(outcome.next().orElse(situation.next()));
  }

  private Situation extension(Situation situation) {
    if (situation.live().isEmpty()) {
      return situation;
    }
    ComputeResource live = situation.live().get();
    return new ExtensionStep(
            target, tools, now, ExtensionPlanner.plan(declarations(), live.extensions()), live)
        .take(situation, this::record);
  }

  private Duration delayAfter(Problem problem) {
    Duration delay =
        Reaction.to(problem.kind(), id)
            .delay(
                problem,
                target.pace().failed(),
                tools.settings().retryDelay(),
                tools.jitter().getAsDouble());
    if (problem.kind() == Problem.Kind.THROTTLED) {
      target.pace().close(now.plus(delay));
    }
    return delay;
  }

  private Duration nextPeriod() {
    // A tenth either way, so that targets declared together are not read together for ever.
    long millis = tools.settings().syncPeriod().toMillis();
    return Duration.ofMillis((long) (millis * (0.9 + 0.2 * tools.jitter().getAsDouble())));
  }
}
