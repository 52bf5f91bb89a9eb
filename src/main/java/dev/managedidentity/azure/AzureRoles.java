package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RolePlan.Grant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Role definitions and assignments in Azure. Safe for many threads. */
final class AzureRoles implements Roles {
  private static final String VERSION = "api-version=2022-04-01";
  private static final String AUTHORIZATION = "/providers/Microsoft.Authorization/";
  private static final String TYPE = "Microsoft.Authorization/roleAssignments";

  /** The name of an assignment is a GUID; below it there is nothing. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?i)(/[^/]+)*/providers/Microsoft\\.Authorization/roleAssignments"
              + "/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final Pattern SUBSCRIPTION =
      Pattern.compile("/subscriptions/[^/]+", Pattern.CASE_INSENSITIVE);

  /** A subscription has at most 4000 assignments; a page has hundreds. */
  private static final int MOST_PAGES = 50;

  private final Arm arm;

  AzureRoles(Arm arm) {
    this.arm = arm;
  }

  @Override
  public Answer<String> definition(String role, String scope) {
    return list(scope, "roleDefinitions", "roleName", role, RoleAnswer::definitions)
        .then(named -> one(named.stream().filter(one -> one.isNamed(role)).toList(), role, scope));
  }

  private static Answer<String> one(List<RoleAnswer.Named> found, String role, String scope) {
    if (found.size() == 1) {
      return Answer.of(found.get(0).definition());
    }
    return Answer.not(
        new Problem(
            Kind.ROLE_NOT_FOUND,
            "RoleNotFound",
            Words.shown(
                "%s named '%s' at %s; check the name, or give the id of the role's definition."
                    .formatted(
                        found.isEmpty() ? "There is no role" : "There are several roles",
                        role,
                        scope)),
            Optional.empty(),
            Set.of()));
  }

  @Override
  public Answer<List<LiveRole>> assignments(String principalId, String scope) {
    return list(scope, "roleAssignments", "principalId", principalId, RoleAnswer::assignments)
        .then(
            all ->
                Answer.of(
                    all.stream()
                        .filter(role -> role.principalId().equalsIgnoreCase(principalId))
                        .toList()));
  }

  @Override
  public Answer<LiveRole> grant(Grant grant) {
    if (!isAssignment(grant.id())) {
      return Answer.not(Addresses.notOfType(grant.id(), TYPE));
    }
    ObjectNode body = Json.object();
    body.putObject("properties")
        .put("roleDefinitionId", definitionId(grant))
        .put("principalId", grant.principalId())
        // Whoever is named so is not looked for in a directory that may not know it yet.
        .put("principalType", "ServicePrincipal");
    return arm.put(
        grant.id(), VERSION, Json.bytes(body), reply -> RoleAnswer.ofGrant(reply, grant));
  }

  @Override
  public Answer<Optional<LiveRole>> assignment(String assignmentId) {
    return isAssignment(assignmentId)
        ? arm.get(assignmentId, VERSION, reply -> RoleAnswer.ofRead(reply, assignmentId))
        : Answer.not(Addresses.notOfType(assignmentId, TYPE));
  }

  @Override
  public Answer<Boolean> revoke(String assignmentId) {
    return isAssignment(assignmentId)
        ? arm.delete(assignmentId, VERSION, reply -> RoleAnswer.ofRevoke(reply, assignmentId))
        : Answer.not(Addresses.notOfType(assignmentId, TYPE));
  }

  /** Whoever asks is trusted with role assignments, and with nothing else. */
  private static boolean isAssignment(String id) {
    return !leadsElsewhere(id) && ASSIGNMENT.matcher(id).matches();
  }

  /** The id of a definition names the subscription it is used in; a management group has none. */
  private static String definitionId(Grant grant) {
    Matcher subscription = SUBSCRIPTION.matcher(grant.scope());
    return (subscription.lookingAt() ? subscription.group() : "")
        + AUTHORIZATION
        + "roleDefinitions/"
        + grant.definition();
  }

  /** All that a list has of what equals this value, page by page. */
  private <T> Answer<List<T>> list(
      String scope,
      String what,
      String member,
      String value,
      Function<Reply, Answer<Page<T>>> read) {
    if (leadsElsewhere(scope)) {
      return Answer.not(Addresses.noId(scope));
    }
    // In a filter a quote within a value is written twice.
    String filter = "%s eq '%s'".formatted(member, value.replace("'", "''"));
    String query = VERSION + "&$filter=" + Addresses.quoted(filter);
    return Page.all(
        arm, arm.get(scope + AUTHORIZATION + what, query, read), read, what, MOST_PAGES);
  }

  /** A scope is what somebody wrote: no more of it than a path may reach the wire. */
  private static boolean leadsElsewhere(String id) {
    return id.chars().anyMatch(c -> "?#\\".indexOf(c) >= 0 || Character.isISOControl(c));
  }
}
