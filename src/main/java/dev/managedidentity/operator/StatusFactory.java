package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Change;
import dev.managedidentity.plan.Share;
import dev.managedidentity.plan.Share.Row;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds the status of one declaration from what one look at its target showed. Pure. */
final class StatusFactory {
  private final ArmId target;
  private final Declared declared;
  private final Situation situation;
  private final String now;
  private final IdentityStatus before;
  private final Optional<Share> share;

  /**
   * @param target null where the declaration does not say which
   * @param now RFC 3339
   */
  StatusFactory(ArmId target, Declared declared, Situation situation, String now) {
    this.target = target;
    this.declared = declared;
    this.situation = situation;
    this.now = now;
    this.before = declared.status();
    this.share = situation.plan().map(plan -> plan.share(declared.declaration()));
  }

  IdentityStatus status() {
    long generation = declared.resource().getMetadata().getGeneration();
    if (situation.isNoNews()
        && before.observedGeneration != null
        && before.observedGeneration == generation) {
      return before;
    }
    IdentityStatus status = new IdentityStatus();
    status.observedGeneration = generation;
    status.target = target == null ? null : target.name();
    status.conditions =
        isRetry()
            ? before.conditions
            : conditions(Judgement.of(target, declared, share, situation), generation);
    carryOver(status);
    share.ifPresent(known -> fill(status, known));
    status.operation = situation.operation().filter(unused -> isConcerned()).orElse(null);
    return status;
  }

  /**
   * Whether a change is about to be tried again that was hindered before. Only what comes of it is
   * news: told at each try, the reason would go to and fro for as long as the hindrance lasts.
   */
  private boolean isRetry() {
    return situation.stage() == Situation.Stage.INTENT
        && before.observedGeneration != null
        && before.observedGeneration.equals(declared.resource().getMetadata().getGeneration())
        && before.conditions.stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("False"));
  }

  /** Whether the running change is, as far as is known, one for this declaration. */
  private boolean isConcerned() {
    return share.isEmpty() || !share.get().changes().isEmpty();
  }

  /** Without a new look at the target, what was known stays: above all what is owned. */
  private void carryOver(IdentityStatus status) {
    status.type = before.type;
    status.systemAssigned = before.systemAssigned;
    status.identities = before.identities;
    status.plan = before.plan;
    status.lastVerifiedTime = before.lastVerifiedTime;
  }

  private void fill(IdentityStatus status, Share known) {
    status.type = situation.live().orElseThrow().identity().type().text();
    status.systemAssigned = known.systemAssigned().map(this::systemAssigned).orElse(null);
    status.identities = rows(known.rows());
    status.plan = known.changes().stream().map(Change::words).toList();
    status.lastVerifiedTime = now;
  }

  private SystemAssignedStatus systemAssigned(Share.SystemRow row) {
    SystemAssignedStatus status = new SystemAssignedStatus();
    status.state = row.state();
    status.owned = row.owned() && (row.principalId() != null || situation.mayHaveBeenSent());
    status.principalId = row.principalId();
    status.tenantId = row.tenantId();
    return status;
  }

  private List<IdentityRow> rows(List<Row> rows) {
    Map<ArmId, IdentityRow> known = new TreeMap<>();
    before.identities.forEach(
        row -> Declarations.recorded(row).ifPresent(id -> known.put(id, row)));
    List<IdentityRow> filled = new ArrayList<>();
    for (Row row : rows) {
      filled.add(row(row, known.get(row.id())));
    }
    return filled;
  }

  private IdentityRow row(Row planned, IdentityRow last) {
    IdentityRow row = new IdentityRow();
    row.id = planned.id().text();
    row.state = planned.state();
    boolean there = planned.state() != IdentityState.Pending;
    row.owned = planned.owned() && (there || situation.mayHaveBeenSent());
    row.clientId = planned.principal().clientId();
    row.principalId = planned.principal().principalId();
    situation
        .problem()
        .filter(problem -> problem.identities().contains(planned.id()))
        .ifPresent(problem -> blame(row, problem));
    if (isRetry() && last != null && row.state == IdentityState.Pending) {
      row.state = last.state;
      row.reason = last.reason;
      row.message = last.message;
    }
    row.since = last != null && last.state == row.state ? last.since : now;
    return row;
  }

  private void blame(IdentityRow row, Problem problem) {
    row.state =
        switch (problem.kind()) {
          case IDENTITY_NOT_FOUND -> IdentityState.NotFound;
          case DENIED -> IdentityState.Unauthorized;
          default -> row.state;
        };
    row.reason = Reaction.to(problem.kind(), target).reason();
    row.message = Reaction.rowMessage(problem);
  }

  private List<Condition> conditions(Judgement judgement, long generation) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(condition(ConditionType.Ready, judgement.ready(), judgement, generation));
    judgement
        .beside()
        .ifPresent(type -> conditions.add(condition(type, "True", judgement, generation)));
    return conditions;
  }

  private Condition condition(
      ConditionType type, String value, Judgement judgement, long generation) {
    return new ConditionBuilder()
        .withType(type.name())
        .withStatus(value)
        .withReason(judgement.reason().name())
        .withMessage(judgement.message())
        .withObservedGeneration(generation)
        .withLastTransitionTime(transition(type, value))
        .build();
  }

  private String transition(ConditionType type, String value) {
    return before.conditions.stream()
        .filter(last -> last.getType().equals(type.name()) && last.getStatus().equals(value))
        .findAny()
        .map(Condition::getLastTransitionTime)
        .orElse(now);
  }
}
