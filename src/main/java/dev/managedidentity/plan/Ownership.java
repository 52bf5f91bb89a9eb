package dev.managedidentity.plan;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.Change.Action;
import dev.managedidentity.plan.IdentityPatch.Entry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who carries what the operator assigned, as it must be recorded before the plan's PATCH is sent.
 *
 * <p>Owned is a fact about the target. An identity is owned if it is there and some declaration has
 * it recorded, or if the PATCH is about to assign it. Every declaration that wants it carries it,
 * so that deleting the one that caused it loses nothing; one that wants it no more carries it on
 * only while nobody else does.
 */
final class Ownership {
  private final List<Declaration> declarations;
  private final LiveIdentity live;
  private final Set<ArmId> coming = new TreeSet<>();
  private final boolean systemAssignedComing;

  Ownership(
      List<Declaration> declarations,
      LiveIdentity live,
      List<Change> changes,
      Optional<IdentityPatch> patch) {
    this.declarations = declarations;
    this.live = live;
    // What a later chunk assigns is not owned yet: somebody else may be quicker.
    patch.ifPresent(
        sent ->
            sent.userAssigned()
                .forEach(
                    (id, entry) -> {
                      if (entry == Entry.ASSIGN) {
                        coming.add(id);
                      }
                    }));
    this.systemAssignedComing =
        changes.stream().anyMatch(c -> c.isSystemAssigned() && c.action() == Action.ASSIGN);
  }

  boolean isOwned(ArmId id) {
    boolean there = live.userAssigned().containsKey(id);
    return coming.contains(id) || (there && any(d -> d.owned().contains(id)));
  }

  boolean carries(Declaration declaration, ArmId id) {
    if (!isOwned(id)) {
      return false;
    }
    return wants(declaration, id)
        || (declaration.owned().contains(id) && keeps(declaration) && !any(d -> wants(d, id)));
  }

  boolean isSystemAssignedOwned() {
    boolean there = live.systemAssigned();
    return systemAssignedComing || (there && any(Declaration::ownsSystemAssigned));
  }

  boolean carriesSystemAssigned(Declaration declaration) {
    if (!isSystemAssignedOwned()) {
      return false;
    }
    return wantsSystemAssigned(declaration)
        || (declaration.ownsSystemAssigned()
            && keeps(declaration)
            && !handsBackSystemAssigned(declaration)
            && !any(Ownership::wantsSystemAssigned));
  }

  private static boolean wants(Declaration declaration, ArmId id) {
    return declaration.claims() && declaration.userAssigned().get(id) == Ensure.Assigned;
  }

  private static boolean wantsSystemAssigned(Declaration declaration) {
    return declaration.claims() && declaration.systemAssigned() == SystemAssigned.Enabled;
  }

  private static boolean keeps(Declaration declaration) {
    return !(declaration.leaving() && declaration.deletionPolicy() == DeletionPolicy.Retain);
  }

  /** Left out means not managed: what was switched on once is then nobody's to switch off. */
  private static boolean handsBackSystemAssigned(Declaration declaration) {
    return declaration.mode() != Mode.Observe && declaration.systemAssigned() == null;
  }

  private boolean any(Predicate<Declaration> test) {
    return declarations.stream().anyMatch(test);
  }
}
