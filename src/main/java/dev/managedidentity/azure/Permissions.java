package dev.managedidentity.azure;

import dev.managedidentity.plan.IdPattern;
import java.util.List;

/**
 * What somebody may do at a scope.
 *
 * @param roles one for each role held there or above
 */
public record Permissions(List<Role> roles) {

  /**
   * What one role allows, save what that same role does not: another may allow it all the same.
   *
   * @param actions with {@code *}, which spans slashes; in any casing
   */
  public record Role(List<String> actions, List<String> notActions) {

    private boolean allows(String action) {
      return matches(actions, action) && !matches(notActions, action);
    }

    private static boolean matches(List<String> patterns, String action) {
      return patterns.stream().anyMatch(pattern -> new IdPattern(pattern).matches(action));
    }
  }

  /**
   * Whether it may do this.
   *
   * @param action such as Microsoft.Compute/virtualMachines/write
   */
  public boolean allow(String action) {
    return roles.stream().anyMatch(role -> role.allows(action));
  }
}
