package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.RolePlan;
import dev.managedidentity.plan.Share;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Judges what stands beside the identity itself, once that is as declared. */
final class BesideJudgement {
  private BesideJudgement() {}

  /** Empty if all of it is as declared. */
  static Optional<Judgement> of(ArmId target, Declared declared, Situation situation) {
    return access(declared, situation)
        .or(() -> AsideJudgement.of(declared, situation))
        .or(() -> roles(target, declared.declaration(), situation))
        .or(() -> extension(target, declared.declaration(), situation));
  }

  private static Optional<Judgement> access(Declared declared, Situation situation) {
    Declaration declaration = declared.declaration();
    Share share = situation.plan().orElseThrow().share(declaration);
    return declared
        .review()
        .flatMap(
            review ->
                review.ofTarget(
                    declaration,
                    share,
                    situation.beside().extension().map(known -> known.share(declaration))));
  }

  static Optional<Judgement> roles(ArmId target, Declaration declaration, Situation situation) {
    return situation.beside().roles().flatMap(outcome -> ofRoles(target, outcome, declaration));
  }

  /** How the roles of one declaration stand; empty if they are as declared. */
  static Optional<Judgement> ofRoles(ArmId target, RoleOutcome outcome, Declaration declaration) {
    RolePlan.Share share = outcome.share(declaration);
    Optional<Judgement> trouble =
        share.rows().stream()
            .flatMap(
                row ->
                    outcome
                        .problem(row)
                        .map(
                            problem -> trouble(row, problem).orRetain(target, declaration, problem))
                        .stream())
            // A new principal that the directory does not know yet is the least of the troubles.
            .min(Comparator.comparing(judgement -> judgement.reason() == Reason.Updating));
    if (trouble.isPresent()) {
      return trouble;
    }
    List<RolePlan.Row> open =
        share.rows().stream().filter(row -> row.state() != RoleAssignmentState.Granted).toList();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        share.changes().isEmpty()
            ? ungranted(declaration, open)
            : Judgement.working(String.join("; ", share.changes()) + "."));
  }

  private static Judgement ungranted(Declaration declaration, List<RolePlan.Row> open) {
    String words =
        open.stream()
            .map(row -> row.role() + " on " + row.scope())
            .collect(Collectors.joining("; "));
    boolean isNobodys = open.stream().allMatch(row -> row.principalId() == null);
    return isNobodys && declaration.systemAssigned() != SystemAssigned.Enabled
        ? Judgement.waiting(
            Reason.WaitingForIdentity,
            "There is no system-assigned identity to grant these to: "
                + words
                + ". Set spec.systemAssigned to Enabled, or take them out of"
                + " spec.roleAssignments.")
        : Judgement.working("Waiting to grant: " + words + ".");
  }

  private static Judgement trouble(RolePlan.Row row, Problem problem) {
    Reaction reaction = Reaction.toRole(problem.kind());
    String message = RoleTrouble.message(problem, row.role(), row.scope());
    return Judgement.of(new Obstacle(reaction.reason(), reaction.stalled(), message));
  }

  private static Optional<Judgement> extension(
      ArmId target, Declaration declaration, Situation situation) {
    if (situation.beside().extension().isEmpty()) {
      return Optional.empty();
    }
    ExtensionOutcome outcome = situation.beside().extension().get();
    ExtensionPlan.Share share = outcome.share(declaration);
    Optional<Obstacle> obstacle =
        share
            .row()
            .flatMap(row -> ExtensionTrouble.of(target, row, outcome))
            .filter(trouble -> trouble.reason() != Reason.Converged);
    if (obstacle.isPresent() && (!share.changes().isEmpty() || outcome.problem().isEmpty())) {
      return obstacle.map(Judgement::of);
    }
    return share.changes().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Judgement.working(
                (outcome.note() + " " + String.join("; ", share.changes())).strip() + "."));
  }
}
