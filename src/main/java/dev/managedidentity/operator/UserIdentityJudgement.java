package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.plan.ArmId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a UserAssignedIdentity stands. Pure. */
final class UserIdentityJudgement {
  private UserIdentityJudgement() {}

  static Judgement of(
      ArmId id,
      DeclaredIdentity one,
      List<DeclaredIdentity> declared,
      UserIdentityStatuses.Seen seen) {
    if (one.isSuspended()) {
      return Judgement.suspended(
          "Nothing is changed on behalf of this object until spec.suspend is false.");
    }
    if (one.isLeaving() && !seen.declarers().isEmpty()) {
      return Judgement.of(UserIdentityStatuses.stillDeclared(id, seen.declarers()));
    }
    if (seen.state().isEmpty()) {
      return Judgement.working("Waiting to look at " + id + ".");
    }
    UserIdentityState state = seen.state().get();
    if (state.problem().isPresent()) {
      return Judgement.ofProblem(id, one.declaration(), state.problem().get());
    }
    if (!state.changes().isEmpty()) {
      return Judgement.working(String.join("; ", state.changes()) + ".");
    }
    return beside(id, one, declared, seen)
        .orElseGet(
            () ->
                one.isLeaving()
                    ? Judgement.working("Deleting " + id + ".")
                    : Judgement.converged(TargetKind.named(id) + " is as declared."));
  }

  private static Optional<Judgement> beside(
      ArmId id,
      DeclaredIdentity one,
      List<DeclaredIdentity> declared,
      UserIdentityStatuses.Seen seen) {
    Optional<UserIdentity> live = seen.state().orElseThrow().live();
    return one.review()
        .flatMap(review -> review.ofIdentity(one))
        .or(() -> contradiction(one, declared))
        .or(() -> live.flatMap(identity -> elsewhere(id, one, identity)))
        .or(() -> seen.unpublished(one).map(Judgement::of))
        .or(
            () ->
                seen.roles()
                    .flatMap(outcome -> BesideJudgement.ofRoles(id, outcome, one.declaration())));
  }

  private static Optional<Judgement> contradiction(
      DeclaredIdentity one, List<DeclaredIdentity> declared) {
    return new Tags(declared)
        .contradiction(one)
        .or(() -> locationContradiction(one, declared))
        .map(
            words ->
                Judgement.stalled(
                    Reason.Conflicted, words + ". Take the contradiction out of one of the two."));
  }

  private static Optional<String> locationContradiction(
      DeclaredIdentity one, List<DeclaredIdentity> declared) {
    return declared.stream()
        .filter(d -> !d.isLeaving() && d.spec().location != null)
        .findFirst()
        .filter(elder -> one.spec().location != null && !one.isLeaving())
        .filter(elder -> !isSame(one.spec().location, elder.spec().location))
        .map(
            elder ->
                "Declaration %s is older and says another location"
                    .formatted(elder.declaration().key()));
  }

  /** An identity cannot be moved; that it is elsewhere keeps nothing else from being done. */
  private static Optional<Judgement> elsewhere(ArmId id, DeclaredIdentity one, UserIdentity live) {
    String wanted = one.spec().location;
    return wanted == null || isSame(wanted, live.location())
        ? Optional.empty()
        : Optional.of(
            Judgement.mistaken(
                "%s is in %s, spec.location says %s, and an identity cannot be moved: correct or"
                        .formatted(id, live.location(), wanted)
                    + " leave out spec.location, or delete the identity in Azure to have it made"
                    + " there, with other ids."));
  }

  /** Azure takes West Europe for westeurope. */
  private static boolean isSame(String one, String other) {
    return one.replace(" ", "")
        .toLowerCase(Locale.ROOT)
        .equals(other.replace(" ", "").toLowerCase(Locale.ROOT));
  }
}
