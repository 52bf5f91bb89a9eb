package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Change;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.Share;
import java.util.ArrayList;
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

  /** Judges a declaration by what one look at its target showed. */
  static Judgement of(ArmId target, Declared declared, Situation situation) {
    Declaration declaration = declared.declaration();
    if (!declared.mistakes().isEmpty()) {
      return mistaken(String.join("; ", declared.mistakes()));
    }
    if (declaration.suspended()) {
      return suspended(
          "Nothing is changed on behalf of this declaration until spec.suspend is false; what it"
              + " declares still counts for other declarations of the same target.");
    }
    return situation
        .plan()
        .map(plan -> ofShare(target, declared, plan.share(declaration), situation))
        .orElseGet(() -> unplanned(target, declaration, situation));
  }

  private static Judgement unplanned(ArmId target, Declaration declaration, Situation situation) {
    if (declaration.leaving() && situation.isTargetGone()) {
      // With its target all is gone but the roles of its principal.
      return BesideJudgement.roles(target, declaration, situation)
          .orElseGet(() -> settled(target, declaration, situation));
    }
    if (situation.awaitsTurn()) {
      return working(
          "A list of the subscription shows that %s is not as declared; it is read and changed when its turn comes: %s"
              .formatted(target, situation.problem().orElseThrow().message()));
    }
    return situation.problem().isPresent()
        ? ofProblem(target, declaration, situation.problem().get())
        : working("Waiting for the change under way on " + target + " to end.");
  }

  private static Judgement ofShare(
      ArmId target, Declared declared, Share share, Situation situation) {
    Optional<ExtensionPlan.Share> extension =
        situation.beside().extension().map(known -> known.share(declared.declaration()));
    Optional<String> elder = extension.flatMap(ExtensionPlan.Share::elder);
    if (!share.conflicts().isEmpty() || elder.isPresent()) {
      return stalled(Reason.Conflicted, conflicts(share, elder));
    }
    if (share.systemAssignedUnsupported()) {
      return stalled(
          Reason.SystemAssignedUnsupported,
          TargetKind.named(target)
              + " has Flexible orchestration, which takes no system-assigned identity. Leave out"
              + " spec.systemAssigned and declare a user-assigned identity.");
    }
    if (declared.declaration().mode() == Mode.Observe) {
      return observed(target, declared, share, situation);
    }
    List<String> contested =
        situation.beside().contested().getOrDefault(declared.declaration().key(), List.of());
    if (!contested.isEmpty() && !declared.declaration().leaving()) {
      return contested(target, declared.status(), contested);
    }
    if (!share.changes().isEmpty()) {
      return ofChanges(target, declared.declaration(), share, situation);
    }
    return BesideJudgement.of(target, declared, situation)
        .orElseGet(() -> settled(target, declared.declaration(), situation));
  }

  private static Judgement observed(
      ArmId target, Declared declared, Share share, Situation situation) {
    List<String> words = new ArrayList<>(share.changes().stream().map(Change::words).toList());
    Declaration declaration = declared.declaration();
    situation.beside().roles().ifPresent(r -> words.addAll(r.share(declaration).changes()));
    situation.beside().extension().ifPresent(e -> words.addAll(e.share(declaration).changes()));
    return words.isEmpty()
        ? BesideJudgement.of(target, declared, situation)
            .orElseGet(() -> settled(target, declaration, situation))
        : new Judgement(
            "False",
            Reason.DriftObserved,
            TargetKind.named(target)
                + " differs, and the mode is Observe: "
                + String.join("; ", words)
                + ".",
            Optional.empty());
  }

  private static Judgement contested(ArmId target, IdentityStatus before, List<String> words) {
    return waiting(
        Reason.Contested,
        "Somebody else keeps undoing what is declared, and it is put right ever more seldom: %s. "
                .formatted(String.join("; ", words))
            + "Find who changes %s in its activity log (an Azure Policy, Terraform, a script), and let"
                .formatted(target)
            + " one of the two have the say."
            + suspects(before));
  }

  private static String suspects(IdentityStatus before) {
    return before.lastDrift == null || before.lastDrift.by.isEmpty()
        ? ""
        : " That log gives as suspects: " + Suspects.words(before.lastDrift.by) + ".";
  }

  private static Judgement ofChanges(
      ArmId target, Declaration declaration, Share share, Situation situation) {
    return switch (situation.stage()) {
      case HINDERED -> ofProblem(target, declaration, situation.problem().orElseThrow());
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
    return converged(TargetKind.named(target) + " has what is declared.");
  }

  static Judgement converged(String message) {
    return new Judgement("True", Reason.Converged, message, Optional.empty());
  }

  static Judgement mistaken(String message) {
    return stalled(Reason.InvalidSpec, message);
  }

  static Judgement suspended(String message) {
    return new Judgement("Unknown", Reason.Suspended, message, Optional.empty());
  }

  static Judgement of(Obstacle obstacle) {
    return obstacle.stalled()
        ? stalled(obstacle.reason(), obstacle.message())
        : waiting(obstacle.reason(), obstacle.message());
  }

  static Judgement ofProblem(ArmId target, Declaration declaration, Problem problem) {
    return ofProblem(target, problem).orRetain(target, declaration, problem);
  }

  /**
   * The same, and how a deletion ends that cannot remove anything: it must not keep a namespace for
   * ever.
   */
  Judgement orRetain(ArmId target, Declaration declaration, Problem problem) {
    if (!declaration.leaving()) {
      return this;
    }
    if (problem.kind() == Problem.Kind.UNAUTHENTICATED) {
      return and(retain(target, declaration));
    }
    if (problem.kind() == Problem.Kind.DENIED || problem.isOfSubscription()) {
      return and(
          "Azure answers the same where the "
              + (problem.isOfSubscription() ? "subscription" : "resource group")
              + " was deleted, with the roles on it. "
              + retain(target, declaration));
    }
    return this;
  }

  private static String retain(ArmId target, Declaration declaration) {
    String[] key = declaration.key().split("/", 2);
    return "Or set spec.deletionPolicy to Retain: then it goes and leaves all there. Run: kubectl"
        + " patch %s %s -n %s --type merge -p '{\"spec\":{\"deletionPolicy\":\"Retain\"}}'"
            .formatted(TargetKind.of(target).resource(), key[1], key[0]);
  }

  /** The same, and it says which records of the status are not the operator's own. */
  Judgement ignoring(List<String> records) {
    return records.isEmpty() ? this : and(ProvenStatus.words(records));
  }

  /**
   * The same, and it says beforehand that an identity will be retained although its deletion is
   * asked for.
   *
   * @param created whether the operator created it; null if not
   */
  Judgement retaining(ArmId identity, DeclaredIdentity declared, Boolean created) {
    boolean isRetained =
        reason == Reason.Converged
            && declared.spec().deletionPolicy == IdentityDeletionPolicy.Delete
            && !declared.declaration().access().deletesIdentity(Boolean.TRUE.equals(created));
    return isRetained
        ? and(
            "The operator did not create %s: deleting this declaration retains it, despite deletionPolicy Delete, unless an AzureAccess lists it in allowed.manageIdentities."
                .formatted(identity))
        : this;
  }

  private Judgement and(String more) {
    return new Judgement(ready, reason, message + " " + more, beside);
  }

  static Judgement ofProblem(ArmId target, Problem problem) {
    Reaction reaction = Reaction.to(problem.kind(), target);
    String message = Reaction.message(problem, target);
    return of(new Obstacle(reaction.reason(), reaction.stalled(), message));
  }

  static Judgement working(String message) {
    return waiting(Reason.Updating, message);
  }

  static Judgement waiting(Reason reason, String message) {
    return new Judgement("False", reason, message, Optional.of(ConditionType.Reconciling));
  }

  static Judgement stalled(Reason reason, String message) {
    return new Judgement("False", reason, message, Optional.of(ConditionType.Stalled));
  }

  private static String words(List<Change> changes) {
    return changes.stream().map(Change::words).collect(Collectors.joining("; ")) + ".";
  }

  private static String conflicts(Share share, Optional<String> elderOfExtension) {
    List<String> conflicts = new ArrayList<>();
    share
        .conflicts()
        .forEach(
            conflict ->
                conflicts.add(
                    opposite(
                        conflict.elder(),
                        conflict.identity() == null
                            ? "the system-assigned identity"
                            : conflict.identity().text())));
    elderOfExtension.ifPresent(elder -> conflicts.add(opposite(elder, "the legacy extension")));
    return String.join("; ", conflicts) + ". Take the contradiction out of one of the two.";
  }

  private static String opposite(String elder, String what) {
    return "Declaration %s is older and says the opposite of %s".formatted(elder, what);
  }
}
