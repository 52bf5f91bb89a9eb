package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import java.util.List;

/** What a problem with a role assignment is told as. */
final class RoleTrouble {
  private static final String GRANTS_ROLES = "Role Based Access Control Administrator";

  private RoleTrouble() {}

  /** What is wrong and what would mend it, naming the role and the scope. */
  static String message(Problem problem, String role, String scope) {
    return role + " on " + scope + ": " + cause(problem, scope);
  }

  private static String cause(Problem problem, String scope) {
    String said = problem.code() + ": " + problem.message();
    return switch (problem.kind()) {
      case UNAUTHENTICATED -> "The credential cannot be used. " + said + " Mend the credential.";
      case DENIED ->
          said
              + " Grant the operator the role %s on %s. Run: %s"
                  .formatted(
                      GRANTS_ROLES,
                      scope,
                      AzLine.grant(problem.refusedPrincipal(), GRANTS_ROLES, List.of(scope)));
      case ROLE_NOT_FOUND -> "No such role is there; mend spec.roleAssignments. " + said;
      case PRINCIPAL_NOT_FOUND ->
          "The directory does not know the principal yet, which is usual for a new one; trying"
              + " again.";
      case NOT_FOUND, GROUP_NOT_FOUND, BEING_DELETED ->
          "The scope is not there (yet); waiting for it to appear. " + said;
      case ALREADY_GRANTED ->
          "An equal role assignment is there, but Azure does not show it yet; looking again.";
      case LOCKED -> said + " Remove the lock; the operator tries again.";
      case CONFLICT, CHANGED -> "Another change is in the way; trying again. " + said;
      case THROTTLED -> Reaction.throttled(problem);
      case REFUSED, IDENTITY_NOT_FOUND ->
          "Azure refuses this as it is declared; mend spec.roleAssignments. " + said;
      case UNAVAILABLE -> "Azure does not answer, or not with sense; trying again. " + said;
    };
  }
}
