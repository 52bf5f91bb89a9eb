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
import java.util.stream.Stream;

/** Builds the statuses of the UserAssignedIdentities of one identity. Pure. */
final class UserIdentityStatuses {
  private final ArmId id;
  private final List<DeclaredIdentity> declared;
  private final Seen seen;
  private final Tags tags;
  private final Instant at;
  private final String now;
  private final RecordProofs proofs;

  /**
   * What a look has shown.
   *
   * @param state empty if Azure was not asked
   * @param roles empty if nothing new is known of them
   * @param published by the key of the object, what came of telling the ids where it says
   * @param declarers who declares that a target must have the identity
   */
  record Seen(
      Optional<UserIdentityState> state,
      Optional<RoleOutcome> roles,
      Map<String, Publication.Outcome> published,
      Set<String> declarers) {

    /** What stands in the way of telling the ids. */
    Optional<Obstacle> unpublished(DeclaredIdentity one) {
      return Optional.ofNullable(published.get(one.declaration().key()))
          .flatMap(Publication.Outcome::obstacle);
    }

    /** The same as one declaration sees it. */
    Seen by(DeclaredIdentity one, Tags tags) {
      return new Seen(
          state.map(all -> isConcerned(one, tags, all) ? all : all.unconcerned()),
          roles,
          published,
          declarers);
    }

    private static boolean isConcerned(DeclaredIdentity one, Tags tags, UserIdentityState state) {
      return state
          .live()
          .map(live -> tags.concerns(one, live.tags()))
          .orElse(!one.isSuspended() && !one.isLeaving());
    }

    boolean isIntent() {
      return state.filter(s -> !s.changes().isEmpty() && s.problem().isEmpty()).isPresent()
          || roles.filter(RoleOutcome::isIntent).isPresent();
    }
  }

  /**
   * @param proofs with which each record is written
   */
  UserIdentityStatuses(
      ArmId id, List<DeclaredIdentity> declared, Seen seen, Instant now, RecordProofs proofs) {
    this.id = id;
    this.declared = declared;
    this.seen = seen;
    this.tags = new Tags(declared);
    this.at = now;
    this.now = Reporter.timestamp(now);
    this.proofs = proofs;
  }

  UserAssignedIdentityStatus of(DeclaredIdentity one) {
    UserAssignedIdentityStatus before = one.status();
    UserAssignedIdentityStatus status = carriedOver(before);
    long generation = one.resource().getMetadata().getGeneration();
    status.observedGeneration = generation;
    status.credentialSecret =
        one.review().map(AccessReview::credentialSecret).orElse(before.credentialSecret);
    status.targetId = id.text();
    Seen own = seen.by(one, tags);
    own.state().ifPresent(state -> fill(one, state, status));
    seen.roles().ifPresent(outcome -> fillRoles(one, outcome, before, status));
    status.conditions =
        isRetry(one, before, generation)
            ? before.conditions
            : Conditions.of(
                UserIdentityJudgement.of(id, one, declared, own)
                    .retaining(id, one, status.created)
                    .ignoring(ignored(one)),
                before.conditions,
                generation,
                now);
    prove(one, own, status);
    return status;
  }

  /** The records that are not the operator's own, or are of something else than they say. */
  List<String> ignored(DeclaredIdentity one) {
    return Stream.concat(
            one.ignored().stream(),
            seen.roles().stream().flatMap(roles -> roles.mismatched(one.status()).stream()))
        .toList();
  }

  /**
   * Once the identity was seen, or something of it was or is about to be written, the object stays
   * about it. One that nobody ever saw may be the fault of a wrong default subscription.
   */
  private void prove(DeclaredIdentity one, Seen own, UserAssignedIdentityStatus status) {
    RecordProofs.Subject subject =
        new RecordProofs.Subject(one.resource().getMetadata().getUid(), id);
    RoleRows.prove(status.roleAssignments, subject, proofs);
    boolean isObserved =
        one.status().proof != null
            || Report.ownsAnything(status)
            || own.state()
                .filter(state -> state.live().isPresent() || state.mayHaveBeenSent())
                .isPresent();
    status.proof = isObserved ? proofs.of(subject, status) : null;
  }

  /** Only what comes of a try is news, if the one before it failed. */
  private boolean isRetry(
      DeclaredIdentity one, UserAssignedIdentityStatus before, long generation) {
    return one.ignored().isEmpty()
        && seen.isIntent()
        && before.observedGeneration != null
        && before.observedGeneration == generation
        && Reporter.ready(before).filter(ready -> ready.getStatus().equals("False")).isPresent();
  }

  /** Without a new look, what was known stays: above all what is owned. */
  static UserAssignedIdentityStatus carriedOver(UserAssignedIdentityStatus before) {
    UserAssignedIdentityStatus status = new UserAssignedIdentityStatus();
    status.targetId = before.targetId;
    status.proof = before.proof;
    status.created = before.created;
    status.createdPrincipalId = before.createdPrincipalId;
    status.creatingSince = before.creatingSince;
    status.id = before.id;
    status.clientId = before.clientId;
    status.principalId = before.principalId;
    status.tenantId = before.tenantId;
    status.location = before.location;
    status.tags = before.tags;
    status.roleAssignments = before.roleAssignments;
    status.configMap = before.configMap;
    status.credentialSecret = before.credentialSecret;
    status.plan = new ArrayList<>();
    status.lastDrift = before.lastDrift;
    status.lastVerifiedTime = before.lastVerifiedTime;
    return status;
  }

  /** Only what the operator has on record as its own. */
  static UserAssignedIdentityStatus onlyRecords(DeclaredIdentity one, RecordProofs proofs) {
    UserAssignedIdentityStatus before = one.status();
    UserAssignedIdentityStatus status = carriedOver(before);
    status.clientId = null;
    status.principalId = null;
    status.tenantId = null;
    status.location = null;
    status.roleAssignments = before.roleAssignments.stream().filter(row -> row.owned).toList();
    RecordProofs.Subject subject =
        new RecordProofs.Subject(one.resource().getMetadata().getUid(), one.id());
    status.proof = before.proof == null ? null : proofs.of(subject, status);
    return status;
  }

  /** The same, to be altered. */
  static UserAssignedIdentityStatus copyOf(UserAssignedIdentityStatus status) {
    UserAssignedIdentityStatus copy = carriedOver(status);
    copy.observedGeneration = status.observedGeneration;
    copy.conditions = status.conditions;
    copy.plan = status.plan;
    return copy;
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
      IdentityCreation creation = IdentityCreation.after(one, declared, state, at);
      status.createdPrincipalId = creation.principalId();
      status.creatingSince = creation.since();
      boolean isCreated = live != null && creation.isOf(live);
      status.created = isCreated ? Boolean.TRUE : null;
      if (!one.isSuspended()) {
        Map<String, String> there = live == null ? Map.of() : live.tags();
        status.tags = tags.owned(one, there, state.mayHaveBeenSent());
      }
    }
    Publication.Outcome published = seen.published().get(one.declaration().key());
    if (published != null) {
      status.configMap = published.configMap().orElse(null);
    }
  }

  private void fillRoles(
      DeclaredIdentity one,
      RoleOutcome outcome,
      UserAssignedIdentityStatus before,
      UserAssignedIdentityStatus status) {
    RolePlan.Share share = outcome.share(one.declaration());
    status.roleAssignments = RoleRows.of(share, outcome, one.review(), before, now);
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
