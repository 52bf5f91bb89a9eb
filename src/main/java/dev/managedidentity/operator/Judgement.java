package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Change;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.Share;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a declaration stands: what its conditions say.
 *
 * @param ready True, False or Unknown
 * @param beside the condition that stands beside Ready, after kstatus; empty for none
 */
record Judgement(String ready, Reason reason, String message, Optional<ConditionType> beside) {

  /**
   * Judges a declaration.
   *
   * @param share of the plan; empty where there is no plan, or where it was made without this
   *     declaration
   */
  static Judgement of(ArmId target, Declared declared, Optional<Share> share, Situation situation) {
    Declaration declaration = declared.declaration();
    if (!declared.mistakes().isEmpty()) {
      return stalled(Reason.InvalidSpec, String.join("; ", declared.mistakes()));
    }
    if (declaration.suspended()) {
      return new Judgement(
          "Unknown",
          Reason.Suspended,
          "Nothing is changed on behalf of this declaration until spec.suspend is false; what it"
              + " declares still counts for other declarations of the same target.",
          Optional.empty());
    }
    if (share.isEmpty()) {
      return unplanned(target, situation);
    }
    return ofShare(target, declaration, share.get(), situation);
  }

  private static Judgement unplanned(ArmId target, Situation situation) {
    return situation.problem().isPresent()
        ? ofProblem(target, situation.problem().get())
        : working("Waiting for the change under way on " + target + " to end.");
  }

  private static Judgement ofShare(
      ArmId target, Declaration declaration, Share share, Situation situation) {
    if (!share.conflicts().isEmpty()) {
      return stalled(Reason.Conflicted, conflicts(share));
    }
    if (share.systemAssignedUnsupported()) {
      return stalled(
          Reason.SystemAssignedUnsupported,
          TargetKind.named(target)
              + " has Flexible orchestration, which takes no system-assigned identity. Leave out"
              + " spec.systemAssigned and declare a user-assigned identity.");
    }
    if (share.changes().isEmpty()) {
      return settled(target, declaration, situation);
    }
    if (declaration.mode() == Mode.Observe) {
      return new Judgement(
          "False",
          Reason.DriftObserved,
          TargetKind.named(target) + " differs, and the mode is Observe: " + words(share.changes()),
          Optional.empty());
    }
    return switch (situation.stage()) {
      case HINDERED -> ofProblem(target, situation.problem().orElseThrow());
      case WAITING -> working(situation.note() + " Then: " + words(share.changes()));
      default -> working(words(share.changes()));
    };
  }

  private static Judgement settled(ArmId target, Declaration declaration, Situation situation) {
    if (situation.stage() == Stage.CHANGING && situation.plan().orElseThrow().patch().isEmpty()) {
      return working("Azure is still at work on the change of " + target + ".");
    }
    if (declaration.leaving()) {
      return working("Everything this declaration assigned is gone from " + target + ".");
    }
    return new Judgement(
        "True",
        Reason.Converged,
        TargetKind.named(target) + " has what is declared.",
        Optional.empty());
  }

  private static Judgement ofProblem(ArmId target, Problem problem) {
    Reaction reaction = Reaction.to(problem.kind(), target);
    String message = Reaction.message(problem, target);
    return reaction.stalled() ? stalled(reaction.reason(), message) : retrying(reaction, message);
  }

  private static Judgement retrying(Reaction reaction, String message) {
    return new Judgement(
        "False", reaction.reason(), message, Optional.of(ConditionType.Reconciling));
  }

  private static Judgement working(String message) {
    return new Judgement("False", Reason.Updating, message, Optional.of(ConditionType.Reconciling));
  }

  private static Judgement stalled(Reason reason, String message) {
    return new Judgement("False", reason, message, Optional.of(ConditionType.Stalled));
  }

  private static String words(List<Change> changes) {
    return changes.stream().map(Change::words).collect(Collectors.joining("; ")) + ".";
  }

  private static String conflicts(Share share) {
    return share.conflicts().stream()
            .map(
                conflict ->
                    "Declaration %s is older and says the opposite of %s"
                        .formatted(
                            conflict.elder(),
                            conflict.identity() == null
                                ? "the system-assigned identity"
                                : conflict.identity().text()))
            .collect(Collectors.joining("; "))
        + ". Take the contradiction out of one of the two.";
  }
}
