package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RolePlan.Grant;
import java.net.HttpURLConnection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads role definitions and assignments from answers, strictly: one that is overlooked would be
 * granted a second time, or be forgotten when it is to be taken away.
 */
final class RoleAnswer {
  private RoleAnswer() {}

  /** A definition: its name and its GUID. */
  record Named(String name, String definition) {
    boolean isNamed(String wanted) {
      return name.equalsIgnoreCase(wanted);
    }
  }

  static Answer<Page<Named>> definitions(Reply reply) {
    return Page.read(
        reply,
        entry ->
            new Named(
                Body.requiredText(Body.properties(entry), "roleName"),
                guid(Body.requiredText(entry, "id"))));
  }

  static Answer<Page<LiveRole>> assignments(Reply reply) {
    return Page.read(reply, RoleAnswer::assignment);
  }

  /** The role assignment that was made, which must be the one that was sent. */
  static Answer<LiveRole> ofGrant(Reply reply, Grant grant) {
    if (!reply.isSuccess()) {
      return Answer.not(Problems.of(reply, Set.of()));
    }
    return Body.read(
        reply,
        body -> {
          LiveRole role = assignment(body);
          boolean granted =
              last(role.id()).equalsIgnoreCase(last(grant.id()))
                  && role.principalId().equalsIgnoreCase(grant.principalId())
                  && role.definition().equalsIgnoreCase(grant.definition());
          if (!granted) {
            throw new Senseless("the body is of another role assignment");
          }
          return role;
        });
  }

  static Answer<Boolean> ofRevoke(Reply reply, String assignmentId) {
    if (reply.status() == HttpURLConnection.HTTP_NO_CONTENT) {
      return Answer.of(false);
    }
    if (reply.isSuccess()) {
      // Azure says what it took away.
      return Body.read(
          reply,
          body -> {
            if (!last(Body.requiredText(body, "id")).equalsIgnoreCase(last(assignmentId))) {
              throw new Senseless("the body is of another role assignment");
            }
            return true;
          });
    }
    Problem problem = Problems.of(reply, Set.of());
    return isGone(problem, reply) ? Answer.of(false) : Answer.not(problem);
  }

  static Answer<Optional<LiveRole>> ofRead(Reply reply, String assignmentId) {
    if (!reply.isSuccess()) {
      Problem problem = Problems.of(reply, Set.of());
      return isGone(problem, reply) ? Answer.of(Optional.empty()) : Answer.not(problem);
    }
    return Body.read(
        reply,
        body -> {
          LiveRole role = assignment(body);
          if (!last(role.id()).equalsIgnoreCase(last(assignmentId))) {
            throw new Senseless("the body is of another role assignment");
          }
          return Optional.of(role);
        });
  }

  /**
   * With what it is for a role assignment goes too. A subscription may only be out of our sight.
   */
  private static boolean isGone(Problem problem, Reply reply) {
    return problem.kind() == Kind.NOT_FOUND
        && !AzureError.in(reply.body()).has("SubscriptionNotFound");
  }

  private static LiveRole assignment(JsonNode entry) throws Senseless {
    JsonNode properties = Body.properties(entry);
    return new LiveRole(
        Body.requiredText(entry, "id"),
        Body.requiredText(properties, "principalId"),
        guid(Body.requiredText(properties, "roleDefinitionId")),
        Body.requiredText(properties, "scope"));
  }

  private static String guid(String id) throws Senseless {
    String guid = last(id).toLowerCase(Locale.ROOT);
    if (!guid.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      throw new Senseless("'" + Words.shown(id) + "' is no id of a role's definition");
    }
    return guid;
  }

  private static String last(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }
}
