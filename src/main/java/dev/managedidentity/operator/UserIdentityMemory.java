package dev.managedidentity.operator;

/**
 * What the operator remembers of one user-assigned identity between two looks at it. Losing it in a
 * restart costs a read and nothing else.
 */
final class UserIdentityMemory {
  private final Pace pace = new Pace();
  private final Backoff backoff = new Backoff();
  private final RoleMemory roles = new RoleMemory();

  Pace pace() {
    return pace;
  }

  Backoff backoff() {
    return backoff;
  }

  RoleMemory roles() {
    return roles;
  }
}
