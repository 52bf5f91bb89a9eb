package dev.managedidentity.plan;

import dev.managedidentity.plan.RolePlan.Grant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who carries the role assignments that the operator made, as it must be recorded before the plan's
 * grants are made. The rules are those of {@link Ownership}.
 */
final class RoleOwnership {
  private final RoleNeeds needs;
  private final Set<String> coming = new HashSet<>();

  RoleOwnership(RoleNeeds needs, List<Grant> grants) {
    this.needs = needs;
    grants.forEach(grant -> coming.add(ArmId.fold(grant.id())));
  }

  /** Whether this plan grants it. */
  boolean isComing(String id) {
    return coming.contains(ArmId.fold(id));
  }

  boolean carries(Declaration declaration, String id) {
    String folded = ArmId.fold(id);
    return isOwned(folded) && needs.heritage(folded).isCarriedBy(declaration);
  }

  /**
   * What is wanted no more is owned until it was taken away: it lies where nobody looks, at a scope
   * that is not declared any more or with a principal that is gone.
   */
  private boolean isOwned(String id) {
    return coming.contains(id)
        || needs
            .record(id)
            .filter(record -> !needs.isWanted(id) || needs.mayBeThere(record))
            .isPresent();
  }
}
