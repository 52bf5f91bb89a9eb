package dev.managedidentity.plan;

import java.util.regex.Pattern;

/**
 * A role assignment that the operator made, or is about to, as a status records it.
 *
 * @param role as it was declared
 * @param scope as it was declared
 * @param principalId who has the role
 * @param definition the GUID of the role's definition
 * @param id the whole ARM id of the assignment, by which it is taken away
 */
public record RoleRecord(
    String role, String scope, String principalId, String definition, String id) {
  private static final Pattern SEGMENTS = Pattern.compile("(/[^/?#%\\\\\\p{C}]+)+");

  /**
   * Whether the id is the one that the operator gives to this role of this principal at this scope.
   * The id of anything else, or of an assignment of others, never is.
   */
  public boolean isDerived() {
    return role != null
        && scope != null
        && principalId != null
        && definition != null
        && id != null
        && SEGMENTS.matcher(id).matches()
        && RoleIds.isSame(id, RoleIds.grant(principalId, definition, scope));
  }

  /** Whether a role assignment of Azure is the one that is recorded. */
  public boolean describes(LiveRole live) {
    return RoleIds.isSame(live.principalId(), principalId)
        && RoleIds.isSame(live.definition(), definition)
        && RoleIds.foldedScope(live.scope()).equals(RoleIds.foldedScope(scope));
  }
}
