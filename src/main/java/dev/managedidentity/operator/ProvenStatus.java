package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.operator.RecordProofs.Subject;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A status as far as it proves itself: what somebody else wrote into it records nothing. Pure.
 *
 * @param status where nothing was ignored, the very status that was read
 * @param ignored the records that are not the operator's own, each by its place and what it names
 */
record ProvenStatus<S extends Status>(S status, List<String> ignored) {

  /** More would only hide the first ones. */
  private static final int NAMED = 5;

  /** What is told of records that were ignored, where there are any. */
  static String words(List<String> ignored) {
    String named = ignored.stream().limit(NAMED).collect(Collectors.joining(", "));
    String more = ignored.size() > NAMED ? " and %d more".formatted(ignored.size() - NAMED) : "";
    return "A record in status is not the operator's own: %s%s; it was ignored."
            .formatted(named, more)
        + " What it names counts as there before, and is not removed. If it must go, declare it with"
        + " ensure: Absent or remove it in Azure by hand; if nobody restored a backup or upgraded the"
        + " operator, find out who may write the status of this object.";
  }

  /** The status of an object of any kind, as far as it proves itself. */
  static Status of(HasMetadata object, ArmId target, RecordProofs proofs) {
    String uid = object.getMetadata().getUid();
    return object instanceof UserAssignedIdentity identity
        ? of(identity.getStatus(), uid, target, proofs).status()
        : of(((IdentityDeclaration<?>) object).getStatus(), uid, target, proofs).status();
  }

  /** The status of a declaration about a target, which may be null. */
  static ProvenStatus<IdentityStatus> of(
      IdentityStatus status, String uid, ArmId target, RecordProofs proofs) {
    return status == null
        ? new ProvenStatus<>(new IdentityStatus(), List.of())
        : new OfTarget(status, new Subject(uid, target), proofs).proven();
  }

  /** The status of a UserAssignedIdentity, which may be null. */
  static ProvenStatus<UserAssignedIdentityStatus> of(
      UserAssignedIdentityStatus status, String uid, ArmId identity, RecordProofs proofs) {
    return status == null
        ? new ProvenStatus<>(new UserAssignedIdentityStatus(), List.of())
        : ofIdentity(status, new Subject(uid, identity), proofs);
  }

  private static ProvenStatus<UserAssignedIdentityStatus> ofIdentity(
      UserAssignedIdentityStatus status, Subject subject, RecordProofs proofs) {
    Ignored ignored = new Ignored(status);
    List<RoleAssignmentRow> roles = roles(status, subject, proofs, ignored);
    boolean isProven = RecordProofs.isSame(proofs.of(subject, status), status.proof);
    if (!isProven) {
      if (status.proof != null) {
        ignored.add("status.proof of " + status.targetId);
      }
      status.tags.forEach(tag -> ignored.add("status.tags " + tag));
      if (Boolean.TRUE.equals(status.created)) {
        ignored.add("status.created");
      }
      if (status.createdPrincipalId != null) {
        ignored.add("status.createdPrincipalId " + status.createdPrincipalId);
      }
      if (status.creatingSince != null) {
        ignored.add("status.creatingSince");
      }
    }
    boolean isAsRead = isProven || (status.id == null && status.principalId == null);
    if (isAsRead && ignored.isEmpty()) {
      return new ProvenStatus<>(status, List.of());
    }
    UserAssignedIdentityStatus proven = UserIdentityStatuses.copyOf(status);
    proven.roleAssignments = roles;
    if (!isProven) {
      proven.proof = null;
      proven.id = null;
      proven.clientId = null;
      proven.principalId = null;
      proven.tenantId = null;
      proven.created = null;
      proven.createdPrincipalId = null;
      proven.creatingSince = null;
      proven.tags = new ArrayList<>();
    }
    return new ProvenStatus<>(proven, ignored.all());
  }

  private static List<RoleAssignmentRow> roles(
      Status status, Subject subject, RecordProofs proofs, Ignored ignored) {
    List<RoleAssignmentRow> proven = new ArrayList<>();
    for (RoleAssignmentRow row : status.roleAssignments) {
      boolean isOwn =
          row.owned
              && RecordProofs.isSame(proofs.of(subject, row), row.proof)
              && RoleRows.record(row).isDerived();
      if (!row.owned || isOwn) {
        proven.add(row);
        continue;
      }
      ignored.add("status.roleAssignments " + row.id);
      if (row.state != RoleAssignmentState.Removing) {
        proven.add(unowned(row));
      }
    }
    return proven;
  }

  private static RoleAssignmentRow unowned(RoleAssignmentRow row) {
    RoleAssignmentRow copy = new RoleAssignmentRow();
    copy.role = row.role;
    copy.scope = row.scope;
    copy.state = row.state;
    copy.principalId = row.principalId;
    copy.id = row.id;
    copy.reason = row.reason;
    copy.message = row.message;
    copy.since = row.since;
    return copy;
  }

  /** What was found to be somebody else's. */
  private static final class Ignored {
    private final List<String> all;

    /** Records that say nothing are not the operator's own either. */
    Ignored(Status status) {
      this.all = new ArrayList<>(status.unreadable);
    }

    void add(String what) {
      all.add(what);
    }

    boolean isEmpty() {
      return all.isEmpty();
    }

    List<String> all() {
      return List.copyOf(all);
    }
  }

  /** The status of a declaration about a scale set or a machine. */
  private static final class OfTarget {
    private final IdentityStatus read;
    private final Subject subject;
    private final RecordProofs proofs;
    private final Ignored ignored;
    private boolean isAsRead = true;

    OfTarget(IdentityStatus read, Subject subject, RecordProofs proofs) {
      this.read = read;
      this.ignored = new Ignored(read);
      this.subject = subject;
      this.proofs = proofs;
    }

    ProvenStatus<IdentityStatus> proven() {
      IdentityStatus proven = StatusFactory.copyOf(read);
      proven.roleAssignments = roles(read, subject, proofs, ignored);
      proven.identities = read.identities.stream().map(this::row).toList();
      proven.systemAssigned = systemAssigned();
      proven.legacyExtension = extension();
      if (read.proof != null && !RecordProofs.isSame(proofs.ofTarget(subject), read.proof)) {
        ignored.add("status.proof of " + read.targetId);
        proven.proof = null;
      }
      if (read.operation != null
          && !RecordProofs.isSame(proofs.of(subject, read.operation), read.operation.proof)) {
        ignored.add("status.operation");
        proven.operation = null;
      }
      return isAsRead && ignored.isEmpty()
          ? new ProvenStatus<>(read, List.of())
          : new ProvenStatus<>(proven, ignored.all());
    }

    private IdentityRow row(IdentityRow row) {
      boolean isStale = row.state == IdentityState.Stale;
      boolean decidesNothing =
          !row.owned && !isStale && row.name == null && row.principalId == null;
      if (decidesNothing || RecordProofs.isSame(proofs.of(subject, row), row.proof)) {
        return row;
      }
      if (row.owned || isStale || row.proof != null) {
        ignored.add("status.identities " + row.id);
      }
      isAsRead = false;
      return found(row);
    }

    /** As what is there counts that nobody is known to have assigned. */
    private static IdentityRow found(IdentityRow row) {
      IdentityRow copy = new IdentityRow();
      copy.id = row.id;
      copy.state =
          row.owned || row.state == IdentityState.Stale ? IdentityState.PreExisting : row.state;
      copy.reason = row.reason;
      copy.message = row.message;
      copy.since = row.since;
      return copy;
    }

    private SystemAssignedStatus systemAssigned() {
      SystemAssignedStatus record = read.systemAssigned;
      if (record == null
          || !record.owned
          || RecordProofs.isSame(proofs.of(subject, record), record.proof)) {
        return record;
      }
      ignored.add("status.systemAssigned");
      SystemAssignedStatus copy = new SystemAssignedStatus();
      copy.state = IdentityState.PreExisting;
      copy.principalId = record.principalId;
      copy.tenantId = record.tenantId;
      return copy;
    }

    private LegacyExtensionStatus extension() {
      LegacyExtensionStatus record = read.legacyExtension;
      if (record == null
          || !record.owned
          || RecordProofs.isSame(proofs.of(subject, record), record.proof)) {
        return record;
      }
      ignored.add("status.legacyExtension " + Objects.requireNonNullElse(record.name, ""));
      LegacyExtensionStatus copy = new LegacyExtensionStatus();
      copy.state = IdentityState.PreExisting;
      copy.name = record.name;
      copy.reason = record.reason;
      copy.message = record.message;
      return copy;
    }
  }
}
