package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.RolePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds the statuses of the UserAssignedIdentities of one identity. Pure. */
final class UserIdentityStatuses {
  private final ArmId id;
  private final List<DeclaredIdentity> declared;
  private final Seen seen;
  private final String now;

  /**
   * What a look has shown.
   *
   * @param state empty if Azure was not asked
   * @param roles empty if nothing new is known of them
   * @param unpublished by the key of the object, what is in the way of telling the ids
   * @param declarers who declares that a target must have the identity
   */
  record Seen(
      Optional<UserIdentityState> state,
      Optional<RoleOutcome> roles,
      Map<String, Obstacle> unpublished,
      Set<String> declarers) {

    boolean isIntent() {
      return state.filter(s -> !s.changes().isEmpty() && s.problem().isEmpty()).isPresent()
          || roles.filter(RoleOutcome::isIntent).isPresent();
    }
  }

  UserIdentityStatuses(ArmId id, List<DeclaredIdentity> declared, Seen seen, Instant now) {
    this.id = id;
    this.declared = declared;
    this.seen = seen;
    this.now = Reporter.timestamp(now);
  }

  UserAssignedIdentityStatus of(DeclaredIdentity one) {
    UserAssignedIdentityStatus before = one.status();
    UserAssignedIdentityStatus status = new UserAssignedIdentityStatus();
    long generation = one.resource().getMetadata().getGeneration();
    status.observedGeneration = generation;
    carryOver(before, status);
    seen.state().ifPresent(state -> fill(one, state, status));
    seen.roles().ifPresent(outcome -> fillRoles(one, outcome, before, status));
    status.conditions =
        isRetry(before, generation)
            ? before.conditions
            : Conditions.of(
                UserIdentityJudgement.of(id, one, declared, seen),
                before.conditions,
                generation,
                now);
    return status;
  }

  /** Only what comes of a try is news, if the one before it failed. */
  private boolean isRetry(UserAssignedIdentityStatus before, long generation) {
    return seen.isIntent()
        && before.observedGeneration != null
        && before.observedGeneration == generation
        && Reporter.ready(before).filter(ready -> ready.getStatus().equals("False")).isPresent();
  }

  private static void carryOver(
      UserAssignedIdentityStatus before, UserAssignedIdentityStatus status) {
    status.id = before.id;
    status.clientId = before.clientId;
    status.principalId = before.principalId;
    status.tenantId = before.tenantId;
    status.location = before.location;
    status.tags = before.tags;
    status.roleAssignments = before.roleAssignments;
    status.configMap = before.configMap;
    status.plan = new ArrayList<>();
    status.lastVerifiedTime = before.lastVerifiedTime;
  }

  private void fill(
      DeclaredIdentity one, UserIdentityState state, UserAssignedIdentityStatus status) {
    status.plan.addAll(state.changes());
    if (state.live().isPresent() || state.isGone()) {
      UserIdentity live = state.live().orElse(null);
      status.id = live == null ? null : live.id().text();
      status.clientId = live == null ? null : live.clientId();
      status.principalId = live == null ? null : live.principalId();
      status.tenantId = live == null ? null : live.tenantId();
      status.location = live == null ? null : live.location();
      status.lastVerifiedTime = now;
      if (!one.isSuspended()) {
        Map<String, String> tags = live == null ? Map.of() : live.tags();
        status.tags =
            new Tags(declared.stream().filter(d -> !d.isSuspended()).toList()).owned(one, tags);
      }
    }
    if (!one.isSuspended() && !one.isLeaving()) {
      fillConfigMap(one, state, status);
    }
  }

  private void fillConfigMap(
      DeclaredIdentity one, UserIdentityState state, UserAssignedIdentityStatus status) {
    if (one.spec().writeTo == null) {
      status.configMap = null;
    } else if (state.live().isPresent()) {
      boolean published = !seen.unpublished().containsKey(one.declaration().key());
      status.configMap = published ? one.spec().writeTo.configMap : null;
    }
  }

  private void fillRoles(
      DeclaredIdentity one,
      RoleOutcome outcome,
      UserAssignedIdentityStatus before,
      UserAssignedIdentityStatus status) {
    RolePlan.Share share = outcome.share(one.declaration());
    status.roleAssignments = RoleRows.of(share, outcome, before, now);
    status.plan.addAll(share.changes());
  }

  /** Why an identity that is to be deleted is not. */
  static Obstacle stillDeclared(ArmId id, Set<String> declarers) {
    return new Obstacle(
        Reason.StillDeclared,
        false,
        "%s is deleted once nothing declares it any more; still do: %s. Delete these, or take the"
                .formatted(id, String.join(", ", declarers.stream().sorted().toList()))
            + " identity out of their spec.userAssigned.");
  }
}
