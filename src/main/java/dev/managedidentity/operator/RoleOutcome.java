package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.RolePlan;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the roles of one principal stand.
 *
 * @param problems by the id of a role assignment, or by {@link #key} where it has none yet
 * @param next when to look again; empty if there is nothing to look for
 * @param isIntent the grants are about to be made: they must be on record first
 */
record RoleOutcome(
    RolePlan plan, Map<String, Problem> problems, Optional<Duration> next, boolean isIntent) {

  RoleOutcome {
    problems = Map.copyOf(problems);
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
