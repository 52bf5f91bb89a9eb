package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.Accepted;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Compute;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.ExtensionPlan.Change;
import dev.managedidentity.plan.LiveExtension.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** The part of a look at a target that is about its managed identity extension. */
final class ExtensionStep {
  private final Target target;
  private final Look.Tools tools;
  private final Instant now;
  private final ExtensionPlan plan;
  private final ComputeResource live;

  ExtensionStep(
      Target target, Look.Tools tools, Instant now, ExtensionPlan plan, ComputeResource live) {
    this.target = target;
    this.tools = tools;
    this.now = now;
    this.plan = plan;
    this.live = live;
  }

  /**
   * Makes the change that the plan asks for, if there is one and it is time for it.
   *
   * @param situation as the look at the identity left it
   * @param record puts what is about to be done on record
   */
  Situation take(Situation situation, Consumer<Situation> record) {
    if (plan.change().isEmpty()) {
      target.extension().settled();
      Situation settled = situation.with(outcome(Optional.empty(), "", false, false));
      return isUnderway() ? settled.noLaterThan(tools.settings().retryDelay()) : settled;
    }
    Change change = plan.change().get();
    if (!mayChange(situation)) {
      return situation.with(
          outcome(Optional.empty(), "Waiting for the change under way to end.", false, false));
    }
    Optional<Problem> refusal = target.extension().refusal(change, now);
    if (refusal.isPresent()) {
      return situation
          .with(outcome(refusal, "", mayHaveLanded(refusal.get()), false))
          .noLaterThan(Duration.between(now, target.extension().nextTry()));
    }
    Duration pause =
        attempts().untilSendable(ExtensionMemory.of(change), tools.settings().retryDelay(), now);
    if (pause.toMillis() > 0) {
      String note =
          "The change was sent before and is not to be seen (%s). It is sent again after a pause."
              .formatted(attempts().vainBecause());
      return situation.with(outcome(Optional.empty(), note, true, false)).noLaterThan(pause);
    }
    record.accept(situation.with(outcome(Optional.empty(), "", true, true)));
    return send(situation, change);
  }

  /** Whether Azure is at work on one, which may be there and as declared for a moment only. */
  private boolean isUnderway() {
    return live.extensions().stream().anyMatch(one -> one.setup() == Setup.UNDERWAY);
  }

  /** One change of a target at a time: a newer one preempts the other, or is refused. */
  private boolean mayChange(Situation situation) {
    boolean isLeftAlone =
        !live.isChanging() || target.othersChangeLasts(now).compareTo(Look.PATIENCE) >= 0;
    return (situation.stage() == Stage.SETTLED || isHinderedAlone(situation))
        && isLeftAlone
        && !live.isBeingDeleted()
        && target.operation().isEmpty();
  }

  /**
   * Whether only the change of the identity is hindered. An answer that was lost may be one to a
   * change under way, and who asks to be left alone means this one, too.
   */
  private static boolean isHinderedAlone(Situation situation) {
    return situation.stage() == Stage.HINDERED
        && situation
            .problem()
            .map(Problem::kind)
            .filter(
                kind ->
                    kind == Kind.DENIED || kind == Kind.IDENTITY_NOT_FOUND || kind == Kind.REFUSED)
            .isPresent();
  }

  private Situation send(Situation situation, Change change) {
    attempts().sending(ExtensionMemory.of(change), now);
    Compute compute = tools.compute();
    Answer<Accepted> answer =
        change.present()
            ? compute.putExtension(live, change)
            : compute.removeExtension(live, change);
    if (answer.problem().isPresent()) {
      Preflight preflight = new Preflight(live.id(), tools, target.sufficed());
      Need need = Need.toExtend(live.id(), change.present());
      return refused(situation, change, preflight.of(answer.problem().get(), need));
    }
    attempts().inVain("Azure reported success");
    Accepted accepted = answer.value().orElseThrow();
    Optional<OperationStatus> operation =
        accepted.operation().map(begun -> Operations.begun(begun, now));
    operation.ifPresent(
        begun -> target.operation(begun, attempts(), now.plus(accepted.retryAfter())));
    return situation
        .with(outcome(Optional.empty(), "", true, false))
        .running(operation, operation.isPresent() ? accepted.retryAfter() : Duration.ZERO);
  }

  private Situation refused(Situation situation, Change change, Problem problem) {
    Duration delay =
        Reaction.to(problem.kind(), live.id())
            .delay(
                problem,
                target.extension().backoff().failed(problem),
                tools.settings().retryDelay(),
                tools.jitter().getAsDouble());
    target.extension().refused(change, problem, now.plus(delay));
    if (problem.kind() == Kind.THROTTLED) {
      target.pace().close(now.plus(delay));
    }
    return situation
        .with(outcome(Optional.of(problem), "", mayHaveLanded(problem), false))
        .noLaterThan(delay);
  }

  private static boolean mayHaveLanded(Problem problem) {
    return problem.kind() == Kind.UNAVAILABLE;
  }

  private Attempts attempts() {
    return target.extension().attempts();
  }

  private ExtensionOutcome outcome(
      Optional<Problem> problem, String note, boolean mayBeSent, boolean isIntent) {
    return new ExtensionOutcome(plan, problem, note, live.upgradesByHand(), mayBeSent, isIntent);
  }
}
