package dev.managedidentity.plan;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.Change.Action;
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
        declaration.leaving() && mine.isEmpty());
  }

  private boolean systemAssignedUnsupported() {
    return !declaration.leaving()
        && declaration.systemAssigned() == SystemAssigned.Enabled
        && !target.systemAssignedSupported();
  }

  private Optional<SystemRow> systemRow() {
    LiveIdentity live = target.live();
    boolean owned = ownership.carriesSystemAssigned(declaration);
    if (live.systemAssigned()) {
      IdentityState state =
          state(
              target.onSystemAssigned().wish(),
              planned(Action.REMOVE, null),
              owned,
              ownership.isSystemAssignedOwned());
      return Optional.of(new SystemRow(state, owned, live.principalId(), live.tenantId()));
    }
    boolean wanted =
        !declaration.leaving() && declaration.systemAssigned() == SystemAssigned.Enabled;
    return wanted
        ? Optional.of(new SystemRow(IdentityState.Pending, owned, null, null))
        : Optional.empty();
  }

  private List<Row> rows() {
    Set<ArmId> ids = new TreeSet<>(target.live().userAssigned().keySet());
    ids.addAll(declaration.userAssigned().keySet());
    List<Row> rows = new ArrayList<>();
    for (ArmId id : ids) {
      row(id).ifPresent(rows::add);
    }
    return rows;
  }

  private Optional<Row> row(ArmId id) {
    LiveIdentity.Principal principal = target.live().userAssigned().get(id);
    boolean owned = ownership.carries(declaration, id);
    if (principal != null) {
      Wish declared = target.on(id).wish();
      boolean stays = declared == null && owned && target.isProtected(id);
      Wish wish = stays ? Wish.PRESENT : declared;
      IdentityState state = state(wish, planned(Action.REMOVE, id), owned, ownership.isOwned(id));
      return Optional.of(new Row(id, state, owned, principal));
    }
    // One that must not be there, and is not, needs no row.
    boolean wanted =
        !declaration.leaving() && declaration.userAssigned().get(id) == Ensure.Assigned;
    return wanted
        ? Optional.of(new Row(id, IdentityState.Pending, owned, LiveIdentity.Principal.UNKNOWN))
        : Optional.empty();
  }

  private static IdentityState state(
      Wish wish, boolean removalPlanned, boolean carried, boolean owned) {
    if (removalPlanned || wish == Wish.ABSENT || (wish == null && carried)) {
      return IdentityState.Removing;
    }
    if (wish == null) {
      return IdentityState.Foreign;
    }
    return owned ? IdentityState.Assigned : IdentityState.PreExisting;
  }

  private boolean planned(Action action, ArmId identity) {
    return changes.stream()
        .anyMatch(c -> c.action() == action && Objects.equals(c.identity(), identity));
  }

  private List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    conflict(target.onSystemAssigned(), null).ifPresent(conflicts::add);
    for (ArmId id : declaration.userAssigned().keySet()) {
      conflict(target.on(id), id).ifPresent(conflicts::add);
    }
    return conflicts;
  }

  private Optional<Conflict> conflict(Verdict verdict, ArmId identity) {
    return verdict.contradicting().stream().anyMatch(d -> d.key().equals(declaration.key()))
        ? Optional.of(new Conflict(identity, verdict.elder().key()))
        : Optional.empty();
  }
}
