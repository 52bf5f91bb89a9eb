package dev.managedidentity.plan;

import dev.managedidentity.api.Mode;
import dev.managedidentity.plan.Change.Action;
import dev.managedidentity.plan.Verdict.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Decides what must change on one target. */
public final class Planner {
  private final List<Declaration> declarations;
  private final LiveIdentity live;
  private final Circumstances circumstances;

  private Planner(List<Declaration> declarations, LiveIdentity live, Circumstances circumstances) {
    this.declarations = declarations.stream().sorted(Declaration.BY_AGE).toList();
    this.live = live;
    this.circumstances = circumstances;
  }

  /**
   * Plans one target.
   *
   * @param declarations every declaration of the target, in any order
   * @param live what the target has now
   */
  public static Plan plan(
      List<Declaration> declarations, LiveIdentity live, Circumstances circumstances) {
    return new Planner(declarations, live, circumstances).plan();
  }

  private Plan plan() {
    List<Change> changes = changes();
    Optional<IdentityPatch> patch = Patches.first(changes, live);
    Ownership ownership = new Ownership(declarations, live, changes, patch);
    Map<String, Share> shares = new TreeMap<>();
    for (Declaration declaration : declarations) {
      Planner view =
          declaration.isObserver()
              ? new Planner(declaration.actingAmong(declarations), live, circumstances)
              : this;
      List<Change> seen = declaration.isObserver() ? view.changes() : changes;
      shares.put(declaration.key(), new Shares(view, declaration, seen, ownership).share());
    }
    return new Plan(patch, changes, shares);
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    change(null).ifPresent(changes::add);
    for (ArmId id : namedOrThere()) {
      change(id).ifPresent(changes::add);
    }
    return changes;
  }

  private Set<ArmId> namedOrThere() {
    // What is there comes first: a set keeps the first of two equal ids, and a removal must carry
    // Azure's own casing.
    Set<ArmId> ids = new TreeSet<>(live.userAssigned().keySet());
    declarations.forEach(declaration -> ids.addAll(declaration.userAssigned().keySet()));
    return ids;
  }

  private Optional<Change> change(ArmId subject) {
    Verdict<Wish> verdict = on(subject);
    boolean there = live.has(subject);
    if (verdict.wish() != Wish.PRESENT) {
      List<String> causes = verdict.actors();
      return change(there, Action.REMOVE, subject, causes.isEmpty() ? removers(subject) : causes);
    }
    List<String> causes = verdict.actors(d -> d.access().assigns(subject));
    return there
        ? change(isStale(subject) && isAssignable(subject), Action.REPAIR, subject, causes)
        : change(isAssignable(subject), Action.ASSIGN, subject, causes);
  }

  private boolean isAssignable(ArmId subject) {
    return subject == null
        ? systemAssignedSupported()
        : !circumstances.setAside().contains(subject);
  }

  /** Whether what is on the target points at an identity that was deleted and created again. */
  boolean isStale(ArmId subject) {
    return subject != null && live.has(subject) && circumstances.stale().contains(subject);
  }

  private static Optional<Change> change(
      boolean needed, Action action, ArmId subject, List<String> causes) {
    return needed && !causes.isEmpty()
        ? Optional.of(new Change(action, subject, causes))
        : Optional.empty();
  }

  /**
   * Who takes away what nobody wants and no acting declaration names: those that own it, and
   * Authoritative ones.
   */
  private List<String> removers(ArmId subject) {
    boolean stillWanted = declarations.stream().anyMatch(d -> d.wants(subject));
    if (stillWanted || isProtected(subject)) {
      return List.of();
    }
    return Verdict.keys(
        declarations.stream()
            .filter(
                d ->
                    (d.owns(subject) && d.releases(subject) && d.access().removes(subject, true))
                        || (purges(d, subject) && d.access().removes(subject, false)))
            .toList());
  }

  /**
   * Whether a declaration owns what nobody wants any more and lacks the permission to remove it.
   */
  boolean isRemovalRefused(Declaration declaration, ArmId subject) {
    return live.has(subject)
        && declaration.owns(subject)
        && declaration.releases(subject)
        && !declaration.access().removes(subject, true)
        && declarations.stream().noneMatch(d -> d.wants(subject));
  }

  /**
   * Authoritative reaches user-assigned identities only, and not those of AKS: without the
   * kubelet's identity nodes pull no images.
   */
  private boolean purges(Declaration declaration, ArmId subject) {
    return subject != null
        && circumstances.managedGroup().filter(group -> group.contains(subject)).isEmpty()
        && declaration.mode() == Mode.Authoritative
        && declaration.claims()
        && declaration.acts();
  }

  /** An ignore pattern of any Authoritative declaration protects, a suspended one's too. */
  boolean isProtected(ArmId subject) {
    return subject != null
        && declarations.stream()
            .anyMatch(d -> d.mode() == Mode.Authoritative && d.claims() && d.ignores(subject));
  }

  Verdict<Wish> on(ArmId subject) {
    return Verdict.of(
        declarations, d -> isPermitted(d, subject) ? d.says(subject) : null, Wish::equals);
  }

  /**
   * Whether what a declaration says of an identity counts: a wish that it may not carry out must
   * not win against those of others.
   */
  boolean isPermitted(Declaration declaration, ArmId subject) {
    return declaration.says(subject) == Wish.ABSENT
        ? declaration.access().removes(subject, isOwnOf(declaration.namespace(), subject))
        : declaration.mayWant(subject);
  }

  /** Whether the operator assigned it for a declaration of this namespace. */
  private boolean isOwnOf(String namespace, ArmId subject) {
    return declarations.stream().anyMatch(d -> d.namespace().equals(namespace) && d.owns(subject));
  }

  LiveIdentity live() {
    return live;
  }

  boolean systemAssignedSupported() {
    return circumstances.systemAssignedSupported();
  }
}
