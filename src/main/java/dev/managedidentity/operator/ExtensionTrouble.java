package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.Reason;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.LiveExtension.Setup;
import java.util.Optional;

/** What is to be said of a managed identity extension that is not simply as declared. */
final class ExtensionTrouble {
  private ExtensionTrouble() {}

  /** Empty if all is well. */
  static Optional<Obstacle> of(ArmId target, ExtensionPlan.Row row, ExtensionOutcome outcome) {
    if (outcome.problem().isPresent()) {
      var problem = outcome.problem().get();
      Reaction reaction = Reaction.to(problem.kind(), target);
      return Optional.of(
          new Obstacle(reaction.reason(), reaction.stalled(), Reaction.message(problem, target)));
    }
    if (row.setup() == Setup.FAILED) {
      return Optional.of(
          new Obstacle(
              Reason.PartiallyApplied,
              false,
              "The extension %s is there, but Azure could not set it up on %s. Look at its status"
                      .formatted(row.name(), target)
                  + " in the portal; removing it by hand has it added anew."));
    }
    if (row.setup() == Setup.UNDERWAY && row.state() != IdentityState.Removing) {
      // One that somebody is just removing is shown until it is gone.
      return Optional.of(
          new Obstacle(
              Reason.Updating,
              false,
              "Azure is at work on the extension %s of %s.".formatted(row.name(), target)));
    }
    if (outcome.reachesLater() && row.state() == IdentityState.Assigned) {
      return Optional.of(
          new Obstacle(
              Reason.Converged,
              false,
              "The upgrade policy of the scale set is Manual: instances that were there before get"
                  + " the extension when they are upgraded (`az vmss update-instances`)."));
    }
    return Optional.empty();
  }
}
