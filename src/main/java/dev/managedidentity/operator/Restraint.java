package dev.managedidentity.operator;

import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Why a target that has to be changed must not be touched just now. */
final class Restraint {
  private final ArmId id;
  private final Target target;
  private final Look.Tools tools;
  private final Instant now;
  private final Set<String> versions;

  /**
   * @param versions of what is declared of it
   */
  Restraint(ArmId id, Target target, Look.Tools tools, Instant now, Set<String> versions) {
    this.id = id;
    this.target = target;
    this.tools = tools;
    this.now = now;
    this.versions = versions;
  }

  /** Empty if it may be changed, and then it is this one's turn. */
  Optional<Situation> of(ComputeResource live, Plan plan) {
    if (live.isBeingDeleted()) {
      Situation situation = Situation.read(Stage.HINDERED, live, plan, "", Duration.ZERO);
      Problem problem = Problem.beingDeleted();
      return Optional.of(situation.hinderedBy(problem, target.delayAfter(problem, now)));
    }
    if (live.isChanging() && isPatient()) {
      String note =
          "Another change of the %s is under way, and this one would get in its way. Waiting for it"
                  .formatted(TargetKind.of(id).words())
              + " to end, for %d minutes at most.".formatted(Look.PATIENCE.toMinutes());
      return waiting(live, plan, note, tools.settings().retryDelay().multipliedBy(2));
    }
    Duration peace =
        target.contest().pause(plan.changes(), versions, tools.settings().syncPeriod(), now);
    if (peace.toMillis() > 0) {
      return waiting(live, plan, "", peace);
    }
    return pauseAfterVain(live, plan).or(() -> untilTurn(live, plan));
  }

  /** Whether somebody else's change of it is still waited for. */
  boolean isPatient() {
    return target.othersChangeLasts(now).compareTo(Look.PATIENCE) < 0;
  }

  private Optional<Situation> pauseAfterVain(ComputeResource live, Plan plan) {
    Duration pause =
        target
            .patches()
            .untilSendable(plan.patch().orElseThrow(), tools.settings().retryDelay(), now);
    String note =
        "The change was sent before and is not to be seen (%s). It is sent again after a pause."
            .formatted(target.patches().vainBecause());
    return pause.toMillis() <= 0 ? Optional.empty() : waiting(live, plan, note, pause);
  }

  /** Of a thousand changes Azure takes some at once, and the others one after the other. */
  private Optional<Situation> untilTurn(ComputeResource live, Plan plan) {
    return tools
        .compute()
        .turnToPatch(id)
        .flatMap(
            problem ->
                problem.isHeldBack()
                    ? waiting(live, plan, problem.message(), problem.retryAfter().orElseThrow())
                        .map(situation -> situation.heldBackBy(problem))
                    : Optional.of(
                        Situation.read(Stage.HINDERED, live, plan, "", Duration.ZERO)
                            .hinderedBy(problem, target.delayAfter(problem, now))));
  }

  private static Optional<Situation> waiting(
      ComputeResource live, Plan plan, String note, Duration wait) {
    return Optional.of(Situation.read(Stage.WAITING, live, plan, note, wait));
  }
}
