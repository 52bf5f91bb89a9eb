package dev.managedidentity.api;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Removes from a status what nobody can make sense of. A status is untrusted input: backups, other
 * field managers, newer versions of the operator and people with write access put into it whatever
 * the schema allows, and one such row must not stop the work on its target. What is removed claims
 * nothing, so that nothing is taken away on its account.
 */
final class StatusRepair {
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final Status status;
  private boolean isRepaired;

  private StatusRepair(Status status) {
    this.status = status;
  }

  /** Repairs it in place; one that was repaired counts as never written, so that it is replaced. */
  static void of(IdentityStatus status) {
    StatusRepair repair = new StatusRepair(status);
    repair.common();
    status.identities = repair.list(status.identities, repair::isUsable);
    if (status.systemAssigned != null && status.systemAssigned.state == null) {
      status.systemAssigned.state = repair.unknown();
    }
    repair.extension(status.legacyExtension);
    if (status.operation != null && !isUsable(status.operation)) {
      repair.dropped("status.operation without a url or a startTime");
      status.operation = null;
    }
    repair.finish();
  }

  /** The same for the status of an identity. */
  static void of(UserAssignedIdentityStatus status) {
    StatusRepair repair = new StatusRepair(status);
    repair.common();
    status.tags = repair.list(status.tags, unused -> true);
    repair.finish();
  }

  /** Something that is recorded as the operator's, and does not say what it is. */
  private void dropped(String what) {
    status.unreadable.add(what);
    isRepaired = true;
  }

  private void finish() {
    if (isRepaired) {
      status.observedGeneration = null;
    }
  }

  private void common() {
    status.conditions = list(status.conditions, this::isUsable);
    status.roleAssignments = list(status.roleAssignments, this::isUsable);
    status.plan = list(status.plan, unused -> true);
    status.lastVerifiedTime = time(status.lastVerifiedTime);
    drift();
  }

  /** The same list if all of it is of use. */
  private <T> List<T> list(List<T> all, Predicate<T> isUsable) {
    if (all == null) {
      return new ArrayList<>();
    }
    if (all.stream().allMatch(one -> one != null && isUsable.test(one))) {
      return all;
    }
    isRepaired = true;
    return new ArrayList<>(all.stream().filter(Objects::nonNull).filter(isUsable).toList());
  }

  private boolean isUsable(Condition condition) {
    if (condition.getType() == null
        || condition.getStatus() == null
        || !isTime(condition.getLastTransitionTime())) {
      return false;
    }
    if (condition.getReason() == null || condition.getMessage() == null) {
      condition.setReason(Objects.requireNonNullElse(condition.getReason(), ""));
      condition.setMessage(Objects.requireNonNullElse(condition.getMessage(), ""));
      isRepaired = true;
    }
    return true;
  }

  private boolean isUsable(IdentityRow row) {
    if (row.id == null && row.owned) {
      dropped("status.identities without an id");
    }
    if (row.id != null && row.state == null) {
      row.state = unknown();
    }
    return row.id != null;
  }

  private boolean isUsable(RoleAssignmentRow row) {
    boolean isRecord =
        row.role != null && row.scope != null && row.id != null && row.principalId != null;
    if (row.owned && !isRecord) {
      // It does not say which assignment of whom is owned, so it records nothing.
      dropped("status.roleAssignments " + named(row));
      row.owned = false;
    }
    if (row.role == null || row.scope == null) {
      return false;
    }
    if (row.state == null) {
      row.state = RoleAssignmentState.Pending;
      isRepaired = true;
    }
    return row.state != RoleAssignmentState.Removing || row.owned;
  }

  private static String named(RoleAssignmentRow row) {
    return row.id != null ? row.id : "%s on %s without an id".formatted(row.role, row.scope);
  }

  /** The state of what has none that this version knows; the next reconcile finds out. */
  private IdentityState unknown() {
    isRepaired = true;
    return IdentityState.Pending;
  }

  private void extension(LegacyExtensionStatus extension) {
    if (extension == null) {
      return;
    }
    if (extension.state == null) {
      extension.state = unknown();
    }
    if (extension.owned && extension.name == null) {
      dropped("status.legacyExtension without a name");
      extension.owned = false;
    }
  }

  private static boolean isUsable(OperationStatus operation) {
    return operation.url != null && isTime(operation.startTime);
  }

  private void drift() {
    DriftStatus drift = status.lastDrift;
    if (drift == null) {
      return;
    }
    if (!isTime(drift.foundTime)) {
      status.lastDrift = null;
      isRepaired = true;
      return;
    }
    drift.verifiedTime = time(drift.verifiedTime);
    if (drift.repairedTime != null && !isTime(drift.repairedTime)) {
      drift.repairedTime = drift.foundTime;
      isRepaired = true;
    }
    drift.changes = list(drift.changes, unused -> true);
    drift.by = list(drift.by, one -> one.caller != null && isTime(one.time));
  }

  /** Null if it is none. */
  private String time(String text) {
    if (text == null || isTime(text)) {
      return text;
    }
    isRepaired = true;
    return null;
  }

  /** One to which minutes can be added, too. */
  private static boolean isTime(String text) {
    if (text == null) {
      return false;
    }
    try {
      Instant time = Instant.parse(text);
      return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
