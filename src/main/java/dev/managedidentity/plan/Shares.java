package dev.managedidentity.plan;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.plan.Change.Action;
import dev.managedidentity.plan.LiveIdentity.Principal;
import dev.managedidentity.plan.Share.Conflict;
import dev.managedidentity.plan.Share.Row;
import dev.managedidentity.plan.Share.SystemRow;
import dev.managedidentity.plan.Verdict.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Works out what a plan means to one declaration. */
final class Shares {
  private final Planner target;
  private final Declaration declaration;
  private final List<Change> changes;
  private final Ownership ownership;

  /**
   * @param target the target as this declaration sees it
   * @param changes the target's changes as this declaration sees them
   * @param ownership as the real plan makes it
   */
  Shares(Planner target, Declaration declaration, List<Change> changes, Ownership ownership) {
    this.target = target;
    this.declaration = declaration;
    this.changes = changes;
    this.ownership = ownership;
  }

  Share share() {
    List<Change> mine =
        changes.stream().filter(change -> change.causes().contains(declaration.key())).toList();
    return new Share(
        mine,
        systemRow(),
        rows(),
        conflicts(),
        systemAssignedUnsupported(),
        declaration.says(null) != null
            && !declaration.leaving()
            && !target.isPermitted(declaration, null),
        refused(),
        declaration.leaving() && mine.isEmpty() && !isRemovalRefused());
  }

  /** What it declares and may not have done, of the identities that it names. */
  private Set<ArmId> refused() {
    return declaration.leaving()
        ? Set.of()
        : declaration.userAssigned().keySet().stream()
            .filter(id -> !target.isPermitted(declaration, id) || isRefusedThoughOwned(id))
            .collect(Collectors.toSet());
  }

  private boolean isRefusedThoughOwned(ArmId id) {
    return declaration.says(id) == Wish.PRESENT && !declaration.access().assigns(id);
  }

  /** Whether it would leave something behind that it may not remove. */
  private boolean isRemovalRefused() {
    return target.isRemovalRefused(declaration, null)
        || declaration.owned().stream().anyMatch(id -> target.isRemovalRefused(declaration, id));
  }

  private boolean systemAssignedUnsupported() {
    return asksFor(null) && !target.systemAssignedSupported();
  }

  /** Whether it says so itself; an Observe declaration may, though that claims nothing. */
  private boolean asksFor(ArmId subject) {
    return !declaration.leaving() && declaration.says(subject) == Wish.PRESENT;
  }

  private Optional<SystemRow> systemRow() {
    LiveIdentity live = target.live();
    return state(null)
        .map(
            state ->
                new SystemRow(
                    state,
                    ownership.carries(declaration, null),
                    live.principalId(),
                    live.tenantId()));
  }

  private List<Row> rows() {
    Set<ArmId> ids = new TreeSet<>(target.live().userAssigned().keySet());
    ids.addAll(declaration.userAssigned().keySet());
    ids.addAll(declaration.mending());
    List<Row> rows = new ArrayList<>();
    for (ArmId id : ids) {
      row(id).ifPresent(rows::add);
    }
    return rows;
  }

  private Optional<Row> row(ArmId id) {
    Principal principal = target.live().userAssigned().getOrDefault(id, Principal.UNKNOWN);
    return state(id)
        .map(state -> new Row(id, state, ownership.carries(declaration, id), principal));
  }

  /** Empty for one that must not be there and is not: it needs no row. */
  private Optional<IdentityState> state(ArmId subject) {
    if (target.live().has(subject)) {
      IdentityState state = stateOfPresent(subject);
      boolean stale =
          state != IdentityState.Removing
              && target.isStale(subject)
              && ownership.mayBeCalledStale(declaration, subject);
      return Optional.of(stale ? IdentityState.Stale : state);
    }
    if (ownership.carriesMending(declaration, subject)) {
      return Optional.of(IdentityState.Stale);
    }
    return asksFor(subject) ? Optional.of(IdentityState.Pending) : Optional.empty();
  }

  private IdentityState stateOfPresent(ArmId subject) {
    Wish wish = target.on(subject).wish();
    if (wish == Wish.ABSENT || isRemovalPlanned(subject)) {
      return IdentityState.Removing;
    }
    if (wish == Wish.PRESENT) {
      return ownership.isOwned(subject) ? IdentityState.Assigned : IdentityState.PreExisting;
    }
    if (!ownership.carries(declaration, subject)) {
      return IdentityState.Foreign;
    }
    return target.isProtected(subject) ? IdentityState.Assigned : IdentityState.Removing;
  }

  private boolean isRemovalPlanned(ArmId subject) {
    return changes.stream()
        .anyMatch(c -> c.action() == Action.REMOVE && Objects.equals(c.identity(), subject));
  }

  private List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    conflict(null).ifPresent(conflicts::add);
    for (ArmId id : declaration.userAssigned().keySet()) {
      conflict(id).ifPresent(conflicts::add);
    }
    return conflicts;
  }

  private Optional<Conflict> conflict(ArmId subject) {
    Verdict<Wish> verdict = target.on(subject);
    return verdict.contradicting().stream().anyMatch(d -> d.key().equals(declaration.key()))
        ? Optional.of(new Conflict(subject, verdict.elder().key()))
        : Optional.empty();
  }
}
