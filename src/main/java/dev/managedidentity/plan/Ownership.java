package dev.managedidentity.plan;

import dev.managedidentity.plan.IdentityPatch.Entry;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who carries what the operator assigned, as it must be recorded before the plan's PATCH is sent.
 *
 * <p>Owned is a fact about the target. An identity is owned if it is there and some declaration has
 * it recorded, or if the PATCH is about to assign it. Every declaration that wants it carries it,
 * so that deleting the one that caused it loses nothing.
 */
final class Ownership {
  private final List<Declaration> declarations;
  private final LiveIdentity live;
  private final Optional<IdentityPatch> patch;

  Ownership(List<Declaration> declarations, LiveIdentity live, Optional<IdentityPatch> patch) {
    this.declarations = declarations;
    this.live = live;
    this.patch = patch;
  }

  boolean isOwned(ArmId subject) {
    return live.has(subject) ? any(d -> d.owns(subject)) : isComing(subject);
  }

  /** Whether this very PATCH assigns it: what a later chunk assigns, another may do sooner. */
  private boolean isComing(ArmId subject) {
    return patch.isPresent()
        && (subject == null
            ? patch.get().type().hasSystemAssigned()
            : patch.get().userAssigned().get(subject) == Entry.ASSIGN);
  }

  boolean carries(Declaration declaration, ArmId subject) {
    if (!isOwned(subject)) {
      return false;
    }
    return declaration.wants(subject)
        || (declaration.owns(subject) && isStuckWith(declaration, subject));
  }

  /**
   * Whether one that wants it no more must carry it on: until one that does has it on record, since
   * records are written one after the other and the operator may be killed in between; and where
   * nobody does, until it is gone.
   */
  private boolean isStuckWith(Declaration declaration, ArmId subject) {
    if (any(d -> d.wants(subject))) {
      return !any(d -> d.wants(subject) && d.owns(subject));
    }
    return !declaration.keepsOnLeaving() && !declaration.handsBack(subject);
  }

  private boolean any(Predicate<Declaration> test) {
    return declarations.stream().anyMatch(test);
  }
}
