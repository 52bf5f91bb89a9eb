package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.Accepted;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Compute;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Operation;
import dev.managedidentity.azure.OperationState;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Circumstances;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.Plan;
import dev.managedidentity.plan.Planner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at one target. */
final class Look {

  /**
   * How long somebody else's change of the target is waited for. A newer change of a scale set
   * preempts a running one, and one of a machine is refused, so ours is held back; but a target can
   * stay in Updating for days.
   */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  /** How long an operation is followed; after that the target itself tells what came of it. */
  static final Duration LONGEST_OPERATION = Duration.ofHours(1);

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
    Situation situation = observe();
    // Those that stay first: what a leaving one leaves to them must be on their record by then. One
    // that may go gets no last status: the write would only race with its finalizer's removal.
    Map<Boolean, List<Declared>> byEnd =
        declared.stream().collect(Collectors.partitioningBy(d -> d.isDone(situation)));
    tools.reporter().report(id, byEnd.get(false), situation);
    tools.reporter().release(byEnd.get(true));
    return situation;
  }

  private Situation observe() {
    if (declared.stream().allMatch(d -> d.declaration().suspended())) {
      return Situation.idle(tools.settings().syncPeriod());
    }
    if (target.isClosed(now)) {
      return target.last().stillClosed(target.untilOpen(now));
    }
    return followOperation().orElseGet(this::readAndPlan);
  }

  /** Asks how our operation goes; empty once there is none. */
  private Optional<Situation> followOperation() {
    if (target.operation().isEmpty()) {
      recordedOperation().ifPresent(recorded -> target.operation(recorded, now));
    }
    if (target.operation().isEmpty()) {
      return Optional.empty();
    }
    OperationStatus running = target.operation().orElseThrow();
    if (now.isAfter(Instant.parse(running.startTime).plus(LONGEST_OPERATION))) {
      log.warn("the operation on {} does not end; looking at the target itself", id);
      target.operationEnded();
      return Optional.empty();
    }
    Duration early = target.untilPoll(now);
    if (early.toMillis() > 0) {
      return Optional.of(Situation.changing(running, early));
    }
    Answer<OperationState> answer = tools.compute().poll(new Operation(running.url));
    return answer.problem().isPresent()
        ? unanswered(running, answer.problem().orElseThrow())
        : answered(running, answer.value().orElseThrow());
  }

  /** After a restart: the operation that the statuses tell of. */
  private Optional<OperationStatus> recordedOperation() {
    return declared.stream()
        .map(d -> d.status().operation)
        .filter(operation -> operation != null && target.last() == null)
        .max(Comparator.comparing(operation -> operation.startTime));
  }

  private Optional<Situation> unanswered(OperationStatus running, Problem problem) {
    switch (problem.kind()) {
      case NOT_FOUND, DENIED, REFUSED -> {
        // Azure forgets operations after a while, and with their target; and to read them is a
        // right of its own. The target itself tells what came of it.
        target.operationEnded();
        return Optional.empty();
      }
      default -> {
        Duration next = delayAfter(problem);
        target.operation(running, now.plus(next));
        return Optional.of(Situation.unreadable(problem, next).whileRunning(running));
      }
    }
  }

  private Optional<Situation> answered(OperationStatus running, OperationState state) {
    switch (state.phase()) {
      case RUNNING -> {
        target.operation(running, now.plus(state.retryAfter()));
        return Optional.of(Situation.changing(running, state.retryAfter()));
      }
      case PREEMPTED -> target.forgetSent();
      case FAILED -> {
        log.warn("operation on {} failed: {}: {}", id, state.code(), state.message());
        target.sentInVain("its operation failed: " + state.code() + ": " + state.message());
      }
      case SUCCEEDED -> target.sentInVain("Azure reported success");
    }
    target.operationEnded();
    return Optional.empty();
  }

  private Situation readAndPlan() {
    Answer<ComputeResource> read = tools.compute().read(id);
    if (read.problem().isPresent()) {
      Problem problem = read.problem().orElseThrow();
      return Situation.unreadable(problem, delayAfter(problem));
    }
    ComputeResource live = read.value().orElseThrow();
    List<Declaration> declarations = declared.stream().map(Declared::declaration).toList();
    Plan plan = Planner.plan(declarations, live.identity(), Circumstances.usual(!live.flexible()));
    if (!live.isChanging()) {
      target.othersChangeEnded();
    }
    return plan.patch().isEmpty()
        ? settle(live, plan)
        : holdBack(live, plan).orElseGet(() -> apply(live, plan));
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
    target.settled();
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
        target.untilSendable(plan.patch().orElseThrow(), tools.settings().retryDelay(), now);
    return pause.toMillis() <= 0
        ? Optional.empty()
        : Optional.of(
            Situation.read(
                Stage.WAITING,
                live,
                plan,
                "The change was sent before and is not to be seen ("
                    + target.vainBecause()
                    + "). It is sent again after a pause.",
                pause));
  }

  private Situation apply(ComputeResource live, Plan plan) {
    IdentityPatch patch = plan.patch().orElseThrow();
    Situation intent = Situation.read(Stage.INTENT, live, plan, "", tools.settings().retryDelay());
    // On record before it happens, so that a crash leaves nothing unowned that we assigned.
    declared = tools.reporter().report(id, declared, intent);
    log.info("changing {}: {}", id, plan.changes().stream().map(c -> c.words()).toList());
    target.sending(patch, now);
    Answer<Accepted> answer = tools.compute().patch(id, patch, live.etag());
    if (answer.problem().isPresent()) {
      Problem problem = answer.problem().orElseThrow();
      target.forgetSent();
      return intent.hinderedBy(problem, delayAfter(problem));
    }
    Accepted accepted = answer.value().orElseThrow();
    Optional<OperationStatus> operation = accepted.operation().map(this::begun);
    operation.ifPresent(begun -> target.operation(begun, now.plus(accepted.retryAfter())));
    target.sentInVain("Azure reported success");
    return intent.changingBy(
        operation, operation.isPresent() ? accepted.retryAfter() : Duration.ZERO);
  }

  private OperationStatus begun(Operation operation) {
    OperationStatus begun = new OperationStatus();
    begun.url = operation.url();
    begun.startTime = Reporter.timestamp(now);
    return begun;
  }

  private Duration delayAfter(Problem problem) {
    Duration delay =
        Reaction.to(problem.kind(), id)
            .delay(
                problem,
                target.failed(),
                tools.settings().retryDelay(),
                tools.jitter().getAsDouble());
    if (problem.kind() == Problem.Kind.THROTTLED) {
      target.close(now.plus(delay));
    }
    return delay;
  }

  private Duration nextPeriod() {
    // A tenth either way, so that targets declared together are not read together for ever.
    long millis = tools.settings().syncPeriod().toMillis();
    return Duration.ofMillis((long) (millis * (0.9 + 0.2 * tools.jitter().getAsDouble())));
  }
}
