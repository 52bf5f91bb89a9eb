package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.Reason;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.util.Optional;

/**
 * Why an identity that is declared is not to be assigned just now, though all others are.
 *
 * @param state of its row
 * @param words for its row, which has its id
 * @param message for the declaration
 * @param stalled true if nothing will change until somebody changes something
 */
record Aside(IdentityState state, Reason reason, String words, String message, boolean stalled) {

  /** The UserAssignedIdentity that stands for it has made none yet. */
  static Aside waiting(String why) {
    return new Aside(IdentityState.Pending, Reason.WaitingForIdentity, why, why, false);
  }

  /** The target has a reference to it, but there is no such identity any more. */
  static Aside gone(ArmId identity, ArmId target) {
    String words =
        "The identity was deleted, and what the target has is of no use. Create it again, and the"
            + " reference is mended, or take its entry out of spec.userAssigned.";
    return new Aside(
        IdentityState.NotFound,
        Reason.WaitingForIdentity,
        words,
        "There is no identity %s any more, though %s refers to it. Create it again, and the"
                .formatted(identity, target)
            + " reference is mended, or take its entry out of spec.userAssigned.",
        false);
  }

  /**
   * Azure refused it.
   *
   * @param problem empty for one that may be bad, and whose turn to be tried is still to come
   */
  static Aside refused(ArmId identity, Optional<Problem> problem, ArmId target) {
    if (problem.isEmpty()) {
      String why =
          "Azure refused a change with this identity among others and did not say for which of"
              + " them; its turn to be tried alone comes.";
      return new Aside(IdentityState.Pending, Reason.Updating, why, why, false);
    }
    Reaction reaction = Reaction.to(problem.get().kind(), target);
    return new Aside(
        state(problem.get()),
        reaction.reason(),
        Reaction.rowMessage(problem.get(), identity),
        Reaction.message(problem.get(), target),
        reaction.stalled());
  }

  /** The state of the row of an identity that Azure refuses. */
  static IdentityState state(Problem problem) {
    return switch (problem.kind()) {
      case IDENTITY_NOT_FOUND -> IdentityState.NotFound;
      case DENIED -> IdentityState.Unauthorized;
      default -> IdentityState.Pending;
    };
  }
}
