package dev.managedidentity.plan;

import dev.managedidentity.plan.RoleHolder.Presence;
import dev.managedidentity.plan.RolePlan.Grant;
import dev.managedidentity.plan.RolePlan.Revocation;
import dev.managedidentity.plan.RolePlan.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Decides which role assignments of one principal must be made and which taken away. */
public final class RolePlanner {
  private final List<Declaration> declarations;
  private final RoleHolder holder;
  private final RoleNeeds needs;

  private RolePlanner(List<Declaration> declarations, RoleHolder holder) {
    this.declarations = declarations.stream().sorted(Declaration.BY_AGE).toList();
    this.holder = holder;
    this.needs = new RoleNeeds(this.declarations, holder);
  }

  /**
   * Plans the roles of one principal. What is to be taken away is planned until it is on no record
   * any more, since it may lie where nobody looks: a record goes once Azure said that the
   * assignment is gone.
   *
   * @param declarations every declaration that speaks of the principal, in any order
   * @param holder the principal and what it has now
   */
  public static RolePlan plan(List<Declaration> declarations, RoleHolder holder) {
    return new RolePlanner(declarations, holder).plan();
  }

  private RolePlan plan() {
    List<Grant> grants = grants();
    List<Revocation> revocations = revocations();
    RoleOwnership ownership = new RoleOwnership(needs, grants);
    Map<String, Share> shares = new TreeMap<>();
    for (Declaration declaration : declarations) {
      RolePlanner view =
          declaration.isObserver()
              ? new RolePlanner(declaration.actingAmong(declarations), holder)
              : this;
      RoleShares share = new RoleShares(view.needs, declaration, ownership);
      shares.put(declaration.key(), share.share(view.grants(), view.revocations()));
    }
    return new RolePlan(grants, revocations, shares);
  }

  private List<Grant> grants() {
    Map<String, Grant> grants = new LinkedHashMap<>();
    for (Declaration declaration : declarations) {
      if (declaration.claims() && declaration.acts()) {
        for (RoleWish wish : declaration.roles().wanted()) {
          if (RoleNeeds.isGrantPermitted(declaration, wish)) {
            grant(wish).ifPresent(grant -> grants.putIfAbsent(ArmId.fold(grant.id()), grant));
          }
        }
      }
    }
    return List.copyOf(grants.values());
  }

  private Optional<Grant> grant(RoleWish wish) {
    if (needs.isUnread(wish.scope()) || needs.met(wish).isPresent()) {
      return Optional.empty();
    }
    return needs
        .grantId(wish)
        .map(
            id ->
                new Grant(
                    id,
                    holder.principalId(),
                    wish.definition(),
                    wish.role(),
                    wish.scope(),
                    causes(wish, ArmId.fold(id))));
  }

  private List<String> causes(RoleWish wish, String id) {
    return Verdict.keys(
        declarations.stream()
            .filter(d -> d.acts() && needs.isWantedBy(d, id))
            .filter(d -> RoleNeeds.isGrantPermitted(d, wish))
            .toList());
  }

  private List<Revocation> revocations() {
    Map<String, Revocation> revocations = new LinkedHashMap<>();
    for (Declaration declaration : declarations) {
      for (RoleRecord record : declaration.roles().owned()) {
        String id = ArmId.fold(record.id());
        List<String> causes = revokers(record, id);
        if (causes.contains(declaration.key())) {
          revocations.putIfAbsent(id, new Revocation(record, causes));
        }
      }
    }
    return List.copyOf(revocations.values());
  }

  /** Those that own what nobody wants any more and may take it away. */
  private List<String> revokers(RoleRecord record, String id) {
    if (holder.presence() == Presence.UNKNOWN || needs.isWanted(id)) {
      return List.of();
    }
    return Verdict.keys(
        declarations.stream()
            .filter(d -> needs.isRecordedBy(d, id) && d.acts() && !d.keepsOnLeaving())
            .filter(d -> d.access().revokes(record.role(), record.scope()))
            .toList());
  }
}
