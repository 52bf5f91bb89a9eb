package dev.managedidentity.operator;

import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.operator.RoleStep.Principal;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.RoleHolder.Presence;
import dev.managedidentity.plan.Share;
import java.util.Optional;

/** What a look tells of things that end: principals, and leaving declarations. Pure. */
final class Ending {
  private Ending() {}

  /** The system-assigned principal of the target; empty if nothing new is known of it. */
  static Optional<Principal> principal(Situation situation) {
    if (situation.isTargetGone()) {
      // It goes with its target: what was granted to it are orphans.
      return Optional.of(new Principal(Presence.NONE, null));
    }
    // In the middle of a change what was read may be on its way out: the next look tells.
    return situation
        .live()
        .filter(unused -> situation.stage() != Stage.CHANGING)
        .map(live -> principal(live.identity(), live.isChanging()));
  }

  private static Principal principal(LiveIdentity live, boolean isChanging) {
    if (live.systemAssigned() && live.principalId() != null) {
      return new Principal(Presence.THERE, live.principalId());
    }
    boolean certain = !live.systemAssigned() && !isChanging;
    return new Principal(certain ? Presence.NONE : Presence.UNKNOWN, null);
  }

  /**
   * Whether something would be left behind for ever if the finalizer of an object, whose deletion
   * policy is not Retain, were removed: what its status records as owned, or an identity that is to
   * be deleted with it.
   *
   * @param status of the object, as far as it proves itself
   */
  static boolean leavesSomething(Status status) {
    return status instanceof UserAssignedIdentityStatus ofIdentity
        ? ofIdentity.id != null
        : Report.ownsAnything(status);
  }

  /** Whether a declaration is leaving and nothing is left to take away for it. */
  static boolean isDone(Declared declared, Situation situation) {
    Declaration declaration = declared.declaration();
    return declaration.leaving()
        && isIdentityReleased(declaration, situation)
        && situation
            .beside()
            .roles()
            .map(roles -> roles.share(declaration).released())
            .orElse(declaration.roles().owned().isEmpty())
        && isExtensionReleased(declaration, situation);
  }

  private static boolean isIdentityReleased(Declaration declaration, Situation situation) {
    return situation.isTargetGone()
        || situation
            .plan()
            .map(plan -> plan.share(declaration))
            .filter(Share::released)
            .isPresent();
  }

  private static boolean isExtensionReleased(Declaration declaration, Situation situation) {
    return situation.isTargetGone()
        || situation
            .beside()
            .extension()
            .map(extension -> extension.share(declaration).released())
            .orElse(declaration.extension().owned() == null);
  }
}
