package dev.managedidentity.plan;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
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
  private final boolean systemAssignedSupported;

  private Planner(
      List<Declaration> declarations, LiveIdentity live, boolean systemAssignedSupported) {
    this.declarations = declarations.stream().sorted(Declaration.BY_AGE).toList();
    this.live = live;
    this.systemAssignedSupported = systemAssignedSupported;
  }

  /**
   * Plans one target.
   *
   * @param declarations every declaration of the target, in any order
   * @param live what the target has now
   * @param systemAssignedSupported false for Flexible scale sets, which refuse one
   */
  public static Plan plan(
      List<Declaration> declarations, LiveIdentity live, boolean systemAssignedSupported) {
    return new Planner(declarations, live, systemAssignedSupported).plan();
  }

  private Plan plan() {
    List<Change> changes = changes();
    Optional<IdentityPatch> patch = Patches.first(changes, live);
    Ownership ownership = new Ownership(declarations, live, changes, patch);
    Map<String, Share> shares = new TreeMap<>();
    for (Declaration declaration : declarations) {
      boolean observes = declaration.mode() == Mode.Observe && !declaration.leaving();
      Planner view = observes ? withActing(declaration) : this;
      List<Change> seen = observes ? view.changes() : changes;
      shares.put(declaration.key(), new Shares(view, declaration, seen, ownership).share());
    }
    return new Plan(patch, changes, shares);
  }

  /** The same target, were this declaration one that acts. */
  private Planner withActing(Declaration observer) {
    List<Declaration> others = new ArrayList<>(declarations);
    others.replaceAll(d -> d.equals(observer) ? observer.asAdditive() : d);
    return new Planner(others, live, systemAssignedSupported);
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    systemAssignedChange().ifPresent(changes::add);
    for (ArmId id : subjects()) {
      userAssignedChange(id).ifPresent(changes::add);
    }
    return changes;
  }

  /** Every identity that is named, owned or there. */
  private Set<ArmId> subjects() {
    // What is there comes first: a set keeps the first of two equal ids, and a removal must carry
    // Azure's own casing.
    Set<ArmId> subjects = new TreeSet<>(live.userAssigned().keySet());
    declarations.forEach(declaration -> subjects.addAll(declaration.userAssigned().keySet()));
    return subjects;
  }

  private Optional<Change> systemAssignedChange() {
    Verdict verdict = onSystemAssigned();
    boolean there = live.systemAssigned();
    if (verdict.wish() == Wish.PRESENT) {
      boolean missing = !there && systemAssignedSupported;
      return change(missing, Action.ASSIGN, null, verdict.actors());
    }
    if (verdict.wish() == Wish.ABSENT) {
      return change(there, Action.REMOVE, null, verdict.actors());
    }
    // Left out means not managed, so a declaration that merely stops mentioning the
    // system-assigned identity hands it back as it is; only one that leaves takes it along.
    List<Declaration> leavers =
        declarations.stream()
            .filter(d -> d.leaving() && d.ownsSystemAssigned() && d.releases())
            .toList();
    return change(there, Action.REMOVE, null, Verdict.keys(leavers));
  }

  private Optional<Change> userAssignedChange(ArmId id) {
    Verdict verdict = on(id);
    boolean there = live.userAssigned().containsKey(id);
    if (verdict.wish() == Wish.PRESENT) {
      return change(!there, Action.ASSIGN, id, verdict.actors());
    }
    if (verdict.wish() == Wish.ABSENT) {
      return change(there, Action.REMOVE, id, verdict.actors());
    }
    return change(there && !isProtected(id), Action.REMOVE, id, removers(id));
  }

  private static Optional<Change> change(
      boolean needed, Action action, ArmId identity, List<String> causes) {
    return needed && !causes.isEmpty()
        ? Optional.of(new Change(action, identity, causes))
        : Optional.empty();
  }

  /** Who takes away an identity that nobody names: those that own it, and Authoritative ones. */
  private List<String> removers(ArmId id) {
    return Verdict.keys(
        declarations.stream()
            .filter(d -> (d.owned().contains(id) && d.releases()) || purges(d))
            .toList());
  }

  private static boolean purges(Declaration declaration) {
    return declaration.mode() == Mode.Authoritative && declaration.claims() && declaration.acts();
  }

  /** An ignore pattern of any Authoritative declaration protects, a suspended one's too. */
  boolean isProtected(ArmId id) {
    return declarations.stream()
        .anyMatch(d -> d.mode() == Mode.Authoritative && d.claims() && d.ignores(id));
  }

  Verdict onSystemAssigned() {
    return Verdict.of(declarations, d -> wish(d.systemAssigned()));
  }

  Verdict on(ArmId id) {
    return Verdict.of(declarations, d -> wish(d.userAssigned().get(id)));
  }

  LiveIdentity live() {
    return live;
  }

  boolean systemAssignedSupported() {
    return systemAssignedSupported;
  }

  private static Wish wish(SystemAssigned said) {
    return said == null ? null : said == SystemAssigned.Enabled ? Wish.PRESENT : Wish.ABSENT;
  }

  private static Wish wish(Ensure said) {
    return said == null ? null : said == Ensure.Assigned ? Wish.PRESENT : Wish.ABSENT;
  }
}
