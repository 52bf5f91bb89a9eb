package dev.managedidentity.azure;

import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RolePlan.Grant;
import java.util.List;
import java.util.Optional;

/**
 * Roles and who has them. Each call is one request, and one more for each further page.
 *
 * <p>A scope is the id of anything in Azure, in any casing: of a subscription, a group, a resource,
 * a part of one, or a management group. What is no id is refused and nothing is sent.
 */
public interface Roles {

  /**
   * The GUID of the definition that has this name, in lower case. No such role: a problem of kind
   * ROLE_NOT_FOUND.
   */
  Answer<String> definition(String role, String scope);

  /** The role assignments of a principal at a scope, those from above and from below it too. */
  Answer<List<LiveRole>> assignments(String principalId, String scope);

  /**
   * Makes a role assignment, as one for a service principal: Azure then does not look for it in a
   * directory that may not know it yet. An equal one under another name (or, of old, the same): a
   * problem of kind ALREADY_GRANTED.
   */
  Answer<LiveRole> grant(Grant grant);

  /** Reads one role assignment by its id. Empty if it is gone, be it with its scope. */
  Answer<Optional<LiveRole>> assignment(String assignmentId);

  /**
   * Takes a role assignment away. True if there was one, false if it was gone already, be it with
   * its scope.
   */
  Answer<Boolean> revoke(String assignmentId);
}
