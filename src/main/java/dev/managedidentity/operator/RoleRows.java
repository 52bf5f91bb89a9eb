package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;
import dev.managedidentity.api.RoleAssignment;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.Status;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.RoleClaims;
import dev.managedidentity.plan.RolePlan;
import dev.managedidentity.plan.RoleRecord;
import dev.managedidentity.plan.RoleWish;
import java.util.List;
import java.util.Optional;

/** The role assignments in a status: what they record, and what is to be written. Pure. */
final class RoleRows {
  private RoleRows() {}

  /**
   * What a spec says of roles, and what its status has on record.
   *
   * @param status as far as it proves itself
   */
  static RoleClaims claims(List<RoleAssignment> declared, Status status) {
    return new RoleClaims(
        declared.stream().map(RoleRows::wish).toList(),
        status.roleAssignments.stream().filter(row -> row.owned).map(RoleRows::record).toList());
  }

  private static RoleWish wish(RoleAssignment declared) {
    return new RoleWish(declared.role, declared.scope, RoleDefinitions.guid(declared.role));
  }

  static RoleRecord record(RoleAssignmentRow row) {
    return new RoleRecord(row.role, row.scope, row.principalId, row.roleDefinition, row.id);
  }

  /**
   * The rows of one declaration.
   *
   * @param review what the namespace of the declaration is allowed
   * @param now RFC 3339
   */
  static List<RoleAssignmentRow> of(
      RolePlan.Share share,
      RoleOutcome outcome,
      Optional<AccessReview> review,
      Status before,
      String now) {
    return share.rows().stream().map(row -> row(row, outcome, review, before, now)).toList();
  }

  /** What is owned is written with its proof. */
  static void prove(
      List<RoleAssignmentRow> rows, RecordProofs.Subject subject, RecordProofs proofs) {
    rows.stream().filter(row -> row.owned).forEach(row -> row.proof = proofs.of(subject, row));
  }

  private static RoleAssignmentRow row(
      RolePlan.Row planned,
      RoleOutcome outcome,
      Optional<AccessReview> review,
      Status before,
      String now) {
    Optional<RoleAssignmentRow> last =
        before.roleAssignments.stream().filter(row -> isSame(row, planned)).findAny();
    Optional<Problem> problem = outcome.problem(planned);
    RoleAssignmentRow row = new RoleAssignmentRow();
    row.role = planned.role();
    row.scope = planned.scope();
    row.state = planned.state();
    // What hindered the try before says nothing of the one that is about to be made.
    boolean isAbsent = !outcome.isIntent() && isSurelyNotThere(planned, problem);
    row.owned = planned.owned() && !isAbsent;
    row.principalId = planned.principalId();
    row.roleDefinition = planned.definition();
    row.id = planned.id();
    Optional<String> refusal = review.flatMap(known -> known.refusal(planned));
    if (refusal.isPresent()) {
      row.reason = Reason.PermissionDenied;
      row.message = refusal.get();
    } else if (problem.isPresent()) {
      row.reason = Reaction.toRole(problem.get().kind()).reason();
      row.message = RoleTrouble.message(problem.get(), planned.role(), planned.scope());
    } else if (outcome.isIntent()) {
      // Only what comes of a try is news.
      last.ifPresent(
          known -> {
            row.reason = known.reason;
            row.message = known.message;
          });
    }
    row.since =
        last.filter(known -> known.state == row.state).map(known -> known.since).orElse(now);
    return row;
  }

  private static boolean isSame(RoleAssignmentRow row, RolePlan.Row planned) {
    return row.role.equals(planned.role())
        && row.scope.equals(planned.scope())
        && (row.state == RoleAssignmentState.Removing)
            == (planned.state() == RoleAssignmentState.Removing);
  }

  /**
   * Azure said no. A grant whose answer was lost may be there all the same, and an equal one that
   * Azure does not show yet may be that one: what turns out to be another's is not ours for a
   * record of it.
   */
  private static boolean isSurelyNotThere(RolePlan.Row planned, Optional<Problem> problem) {
    return planned.state() == RoleAssignmentState.Pending
        && problem
            .map(Problem::kind)
            .filter(kind -> kind != Kind.UNAVAILABLE && kind != Kind.ALREADY_GRANTED)
            .isPresent();
  }
}
