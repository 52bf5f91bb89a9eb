package dev.managedidentity.operator;

import dev.managedidentity.api.Status;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.RolePlan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the roles of one principal stand.
 *
 * @param problems by the id of a role assignment, or by {@link #key} where it has none yet
 * @param next when to look again; empty if there is nothing to look for
 * @param isIntent the grants are about to be made: they must be on record first
 * @param mismatched the ids of records that turned out to be of other assignments than they say
 */
record RoleOutcome(
    RolePlan plan,
    Map<String, Problem> problems,
    Optional<Duration> next,
    boolean isIntent,
    List<String> mismatched) {

  RoleOutcome {
    problems = Map.copyOf(problems);
    mismatched = List.copyOf(mismatched);
  }

  RoleOutcome(
      RolePlan plan, Map<String, Problem> problems, Optional<Duration> next, boolean isIntent) {
    this(plan, problems, next, isIntent, List.of());
  }

  /** Which of the records of a status turned out to be of other assignments than they say. */
  List<String> mismatched(Status before) {
    return before.roleAssignments.stream()
        .filter(row -> row.owned && mismatched.contains(row.id))
        .map(row -> "status.roleAssignments " + row.id)
        .toList();
  }

  static String key(String role, String scope) {
    return (role + " at " + scope).toLowerCase(Locale.ROOT);
  }

  Optional<Problem> problem(RolePlan.Row row) {
    Problem ofId = row.id() == null ? null : problems.get(row.id());
    return Optional.ofNullable(ofId == null ? problems.get(key(row.role(), row.scope())) : ofId);
  }

  RolePlan.Share share(Declaration declaration) {
    return plan.shares().get(declaration.key());
  }
}
