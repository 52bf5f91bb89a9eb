package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionPlan;
import java.util.Optional;

/**
 * How the managed identity extension of a target stands.
 *
 * @param problem what stands in the way of the change
 * @param note more on it, in words
 * @param reachesLater a change reaches an instance only when somebody upgrades it
 * @param mayBeSent whether the change has been, is being, or may have been taken by Azure
 * @param isIntent the change is about to be sent: it must be on record first
 */
record ExtensionOutcome(
    ExtensionPlan plan,
    Optional<Problem> problem,
    String note,
    boolean reachesLater,
    boolean mayBeSent,
    boolean isIntent) {

  ExtensionPlan.Share share(Declaration declaration) {
    return plan.shares().get(declaration.key());
  }
}
