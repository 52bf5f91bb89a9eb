package dev.managedidentity.plan;

import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.plan.RoleHolder.Presence;
import dev.managedidentity.plan.RolePlan.Grant;
import dev.managedidentity.plan.RolePlan.Revocation;
import dev.managedidentity.plan.RolePlan.Row;
import dev.managedidentity.plan.RolePlan.Share;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Works out what a plan of roles means to one declaration. */
final class RoleShares {
  private final RoleNeeds needs;
  private final Declaration declaration;
  private final RoleOwnership ownership;

  /** The folded ids that the rows so far are about. */
  private final Set<String> shown = new HashSet<>();

  /**
   * @param needs as this declaration sees them
   * @param ownership as the real plan makes it
   */
  RoleShares(RoleNeeds needs, Declaration declaration, RoleOwnership ownership) {
    this.needs = needs;
    this.declaration = declaration;
    this.ownership = ownership;
  }

  /** The share, from the changes as this declaration sees them. */
  Share share(List<Grant> grants, List<Revocation> revocations) {
    List<String> changes = new ArrayList<>();
    grants.stream().filter(g -> isMine(g.causes())).forEach(g -> changes.add(g.words()));
    boolean takesAway = revocations.stream().anyMatch(r -> isMine(r.causes()));
    revocations.stream().filter(r -> isMine(r.causes())).forEach(r -> changes.add(r.words()));
    return new Share(
        rows(),
        changes,
        declaration.leaving() && !takesAway && !isInTheDark() && !isRevocationRefused());
  }

  /** Whether it would leave a role assignment behind that it may not revoke. */
  private boolean isRevocationRefused() {
    return declaration.acts()
        && !declaration.keepsOnLeaving()
        && declaration.roles().owned().stream()
            .filter(record -> !needs.isWanted(ArmId.fold(record.id())))
            .anyMatch(record -> !declaration.access().revokes(record.role(), record.scope()));
  }

  private boolean isMine(List<String> causes) {
    return causes.contains(declaration.key());
  }

  /** Whether it may have to take something away, and nobody can say just now. */
  private boolean isInTheDark() {
    return needs.holder().presence() == Presence.UNKNOWN
        && !declaration.roles().owned().isEmpty()
        && declaration.acts()
        && !declaration.keepsOnLeaving();
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    if (!declaration.leaving()) {
      declaration.roles().wanted().forEach(wish -> rows.add(row(wish)));
    }
    for (RoleRecord record : declaration.roles().owned()) {
      boolean carried = ownership.carries(declaration, record.id());
      if (carried && shown.add(ArmId.fold(record.id()))) {
        rows.add(row(record));
      }
    }
    return rows;
  }

  private Row row(RoleWish wish) {
    Optional<RoleRecord> record = needs.recordOf(declaration, wish);
    Optional<LiveRole> met = needs.met(wish);
    Optional<String> ours = needs.grantId(wish).or(() -> record.map(RoleRecord::id));
    ours.ifPresent(id -> shown.add(ArmId.fold(id)));
    boolean recorded = record.filter(needs::mayBeThere).isPresent();
    boolean granted = met.isPresent() || recorded;
    Optional<String> owned =
        ours.filter(id -> recorded || ownership.isComing(id))
            .filter(id -> ownership.carries(declaration, id));
    return new Row(
        wish.role(),
        wish.scope(),
        granted ? RoleAssignmentState.Granted : RoleAssignmentState.Pending,
        owned.isPresent(),
        Optional.ofNullable(needs.holder().principalId())
            .or(() -> record.map(RoleRecord::principalId))
            .orElse(null),
        Optional.ofNullable(wish.definition())
            .or(() -> record.map(RoleRecord::definition))
            .orElse(null),
        // What is recorded as owned is what is taken away some day: never the equal one of others.
        owned.or(() -> met.map(LiveRole::id)).or(() -> ours).orElse(null));
  }

  /** One that it does not want, or not any more, but must carry. */
  private Row row(RoleRecord record) {
    String id = ArmId.fold(record.id());
    boolean wantedByAnother = needs.isWanted(id) && !needs.isWantedBy(declaration, id);
    return new Row(
        record.role(),
        record.scope(),
        wantedByAnother ? RoleAssignmentState.Granted : RoleAssignmentState.Removing,
        true,
        record.principalId(),
        record.definition(),
        record.id());
  }
}
