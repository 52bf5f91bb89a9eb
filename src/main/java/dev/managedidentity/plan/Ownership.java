package dev.managedidentity.plan;

import dev.managedidentity.plan.Change.Action;
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
  private final List<Change> changes;
  private final Optional<IdentityPatch> patch;

  /**
   * @param changes all that are to be made
   * @param patch the first of them
   */
  Ownership(
      List<Declaration> declarations,
      LiveIdentity live,
      List<Change> changes,
      Optional<IdentityPatch> patch) {
    this.declarations = declarations;
    this.live = live;
    this.changes = changes;
    this.patch = patch;
  }

  boolean isOwned(ArmId subject) {
    return live.has(subject)
        ? any(d -> d.owns(subject))
        : isComing(subject) && !isBeingMended(subject);
  }

  /** Whether this very PATCH assigns it: what a later chunk assigns, another may do sooner. */
  private boolean isComing(ArmId subject) {
    return patch.isPresent()
        && (subject == null
            ? patch.get().type().hasSystemAssigned()
            : patch.get().userAssigned().get(subject) == Entry.ASSIGN);
  }

  boolean carries(Declaration declaration, ArmId subject) {
    return isOwned(subject)
        && new Heritage(
                declarations,
                d -> d.wants(subject),
                d -> d.owns(subject),
                d -> d.keepsOnLeaving() || d.handsBack(subject))
            .isCarriedBy(declaration);
  }

  /**
   * Whether a declaration is to have on record that an identity is off the target only to be
   * assigned anew, and was not the operator's before; given up once nobody wants it.
   */
  boolean carriesMending(Declaration declaration, ArmId subject) {
    return isBeingMended(subject)
        && new Heritage(declarations, d -> d.wants(subject), d -> d.mends(subject), d -> true)
            .isCarriedBy(declaration);
  }

  /**
   * Whether a row may say that what is there is stale. Stale and not owned is the record that it
   * was there before the operator came: a declaration that does not carry what is ours must not say
   * so, nor an observer of what others remove for good.
   */
  boolean mayBeCalledStale(Declaration declaration, ArmId id) {
    boolean removed =
        changes.stream().anyMatch(c -> c.action() == Action.REMOVE && id.equals(c.identity()));
    return !removed && (carries(declaration, id) || !isOwned(id));
  }

  private boolean isBeingMended(ArmId subject) {
    return !live.has(subject)
        && any(d -> d.mends(subject))
        && declarations.stream().noneMatch(d -> d.owns(subject));
  }

  private boolean any(Predicate<Declaration> test) {
    return declarations.stream().anyMatch(test);
  }
}
