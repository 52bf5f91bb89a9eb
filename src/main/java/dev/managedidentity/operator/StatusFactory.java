package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Change;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the status of one declaration from what one look at its target showed. Pure. */
final class StatusFactory {
  private final ArmId target;
  private final Declared declared;
  private final Situation situation;
  private final String now;
  private final IdentityStatus before;
  private final Optional<Share> share;
  private final RecordProofs proofs;
  private final RecordProofs.Subject subject;

  /**
   * @param now RFC 3339
   * @param proofs with which each record is written
   */
  StatusFactory(
      ArmId target, Declared declared, Situation situation, String now, RecordProofs proofs) {
    this.target = target;
    this.declared = declared;
    this.situation = situation;
    this.now = now;
    this.before = declared.status();
    this.share = situation.plan().map(plan -> plan.share(declared.declaration()));
    this.proofs = proofs;
    this.subject = new RecordProofs.Subject(declared.uid(), target);
  }

  IdentityStatus status() {
    long generation = declared.resource().getMetadata().getGeneration();
    if (ignored().isEmpty() && isToldAlready(generation)) {
      return before;
    }
    IdentityStatus status = carriedOver(before);
    status.observedGeneration = generation;
    status.target = target.name();
    status.targetId = target.text();
    status.credentialSecret = declared.credentialSecret();
    Judgement judgement = Judgement.of(target, declared, situation).ignoring(ignored());
    status.conditions =
        isRetry()
            ? before.conditions
            : Conditions.of(judgement, before.conditions, generation, now);
    if (situation.isTargetGone()) {
      forgetTarget(status);
    }
    share.ifPresent(known -> fill(status, known));
    fillBeside(status);
    status.operation =
        situation.operation().filter(unused -> isConcerned()).map(this::operation).orElse(null);
    status.proof = isObserved(status) ? proofs.ofTarget(subject) : null;
    return status;
  }

  /** The records that are not the operator's own, or are of something else than they say. */
  List<String> ignored() {
    return Stream.concat(
            declared.ignored().stream(),
            situation.beside().roles().stream().flatMap(roles -> roles.mismatched(before).stream()))
        .toList();
  }

  /**
   * Whether the declaration is to stay about this target: it was read, now or earlier, or something
   * of it was written. One that nobody ever saw may be the fault of a wrong default subscription.
   */
  private boolean isObserved(IdentityStatus status) {
    return situation.live().isPresent()
        || status.operation != null
        || Report.ownsAnything(status)
        || (before.proof != null && RecordProofs.isSame(proofs.ofTarget(subject), before.proof));
  }

  /** One of this declaration's own: the operation itself is one for all declarations. */
  private OperationStatus operation(OperationStatus running) {
    OperationStatus own = new OperationStatus();
    own.url = running.url;
    own.startTime = running.startTime;
    own.proof = proofs.of(subject, own);
    return own;
  }

  private boolean isToldAlready(long generation) {
    boolean isJudged = before.observedGeneration != null && before.observedGeneration == generation;
    return isJudged
        && (situation.isNoNews() || (situation.isUnreadForThrottling() && isToldThrottled()));
  }

  /** That Azure still asks to be left alone is no news, in whatever words it does. */
  private boolean isToldThrottled() {
    return Reporter.ready(before)
        .filter(ready -> ready.getReason().equals(Reason.Throttled.name()))
        .isPresent();
  }

  /**
   * Whether a change is about to be tried again that was hindered before. Only what comes of it is
   * news: told at each try, the reason would go to and fro for as long as the hindrance lasts.
   */
  private boolean isRetry() {
    return situation.isIntent()
        && before.observedGeneration != null
        && before.observedGeneration.equals(declared.resource().getMetadata().getGeneration())
        && Reporter.ready(before).filter(ready -> ready.getStatus().equals("False")).isPresent();
  }

  /** Whether the running change is, as far as is known, one for this declaration. */
  private boolean isConcerned() {
    return share.isEmpty()
        || !share.get().changes().isEmpty()
        || extension().filter(known -> !known.changes().isEmpty()).isPresent();
  }

  /** Without a new look at the target, what was known stays: above all what is owned. */
  static IdentityStatus carriedOver(IdentityStatus before) {
    IdentityStatus status = new IdentityStatus();
    status.target = before.target;
    status.targetId = before.targetId;
    status.proof = before.proof;
    status.type = before.type;
    status.systemAssigned = before.systemAssigned;
    status.identities = before.identities;
    status.roleAssignments = before.roleAssignments;
    status.legacyExtension = before.legacyExtension;
    status.plan = new ArrayList<>(before.plan);
    status.credentialSecret = before.credentialSecret;
    status.lastDrift = before.lastDrift;
    status.lastVerifiedTime = before.lastVerifiedTime;
    return status;
  }

  /** Only what the operator has on record as its own; nothing else of the target. */
  static IdentityStatus onlyRecords(IdentityStatus before) {
    IdentityStatus status = new IdentityStatus();
    status.proof = before.proof;
    status.systemAssigned =
        before.systemAssigned != null && before.systemAssigned.owned ? before.systemAssigned : null;
    status.identities = before.identities.stream().filter(row -> row.owned).toList();
    status.roleAssignments = before.roleAssignments.stream().filter(row -> row.owned).toList();
    status.legacyExtension =
        before.legacyExtension != null && before.legacyExtension.owned
            ? before.legacyExtension
            : null;
    status.operation = before.operation;
    status.credentialSecret = before.credentialSecret;
    status.lastVerifiedTime = before.lastVerifiedTime;
    return status;
  }

  /** The same, to be altered. */
  static IdentityStatus copyOf(IdentityStatus status) {
    IdentityStatus copy = carriedOver(status);
    copy.observedGeneration = status.observedGeneration;
    copy.conditions = status.conditions;
    copy.operation = status.operation;
    return copy;
  }

  /**
   * Of a target that does not exist nothing is known, and nothing on it is owned: one that is made
   * under its name has the identities that its maker gave it. Role assignments outlive it, and stay
   * on record until they are removed.
   */
  private static void forgetTarget(IdentityStatus status) {
    status.type = null;
    status.systemAssigned = null;
    status.identities = List.of();
    status.legacyExtension = null;
    status.plan = new ArrayList<>();
  }

  private void fill(IdentityStatus status, Share known) {
    status.type = situation.live().orElseThrow().identity().type().text();
    status.systemAssigned = known.systemAssigned().map(this::systemAssigned).orElse(null);
    status.identities = identities(known);
    status.plan = new ArrayList<>(known.changes().stream().map(Change::words).toList());
    status.lastVerifiedTime = now;
  }

  private void fillBeside(IdentityStatus status) {
    situation
        .beside()
        .roles()
        .ifPresent(
            outcome -> {
              var known = outcome.share(declared.declaration());
              status.roleAssignments = RoleRows.of(known, outcome, declared.review(), before, now);
              RoleRows.prove(status.roleAssignments, subject, proofs);
              if (share.isPresent()) {
                status.plan.addAll(known.changes());
              }
            });
    extension()
        .ifPresent(
            known -> {
              status.legacyExtension = known.row().map(this::extension).orElse(null);
              status.plan.addAll(known.changes());
            });
  }

  private Optional<ExtensionPlan.Share> extension() {
    return situation.beside().extension().map(outcome -> outcome.share(declared.declaration()));
  }

  private LegacyExtensionStatus extension(ExtensionPlan.Row row) {
    ExtensionOutcome outcome = situation.beside().extension().orElseThrow();
    LegacyExtensionStatus status = new LegacyExtensionStatus();
    status.state = row.state();
    boolean there = row.state() != IdentityState.Pending;
    status.owned = row.owned() && (there || outcome.mayBeSent());
    status.name = row.name();
    status.proof = status.owned ? proofs.of(subject, status) : null;
    ExtensionTrouble.of(target, row, outcome)
        .ifPresent(
            obstacle -> {
              status.reason = obstacle.reason();
              status.message = obstacle.message();
            });
    return status;
  }

  private SystemAssignedStatus systemAssigned(Share.SystemRow row) {
    SystemAssignedStatus status = new SystemAssignedStatus();
    status.state = row.state();
    status.owned = row.owned() && (row.principalId() != null || situation.mayHaveBeenSent());
    // Before the next read, others may disable it and enable one that is theirs.
    status.principalId =
        row.principalId() == null
            ? situation.beside().principalId().orElse(null)
            : row.principalId();
    status.tenantId = row.tenantId();
    if (status.owned && status.principalId == null) {
      status.etag = situation.live().orElseThrow().etag();
    }
    status.message = SystemAssignedRecord.ownerUnknown(before, status).orElse(null);
    status.proof = status.owned ? proofs.of(subject, status) : null;
    return status;
  }

  /** Whatever of a row is acted upon later is proven, not only that the operator assigned it. */
  private IdentityRow proven(IdentityRow row) {
    row.proof = proofs.of(subject, row);
    return row;
  }

  private List<IdentityRow> identities(Share known) {
    IdentityRows rows = new IdentityRows(target, declared, situation, isRetry(), now);
    return known.rows().stream().map(rows::row).map(this::proven).toList();
  }
}
