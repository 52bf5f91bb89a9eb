package dev.managedidentity.plan;

import java.util.List;

/**
 * What a declaration says of roles.
 *
 * @param wanted the roles that the principal must have
 * @param owned what the operator granted for it
 */
public record RoleClaims(List<RoleWish> wanted, List<RoleRecord> owned) {
  public static final RoleClaims NONE = new RoleClaims(List.of(), List.of());

  public RoleClaims {
    wanted = List.copyOf(wanted);
    owned = List.copyOf(owned);
  }
}
