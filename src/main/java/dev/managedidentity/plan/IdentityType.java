package dev.managedidentity.plan;

/** The {@code type} of an identity block, spelt as Azure returns it. */
public enum IdentityType {
  NONE("None"),
  SYSTEM_ASSIGNED("SystemAssigned"),
  USER_ASSIGNED("UserAssigned"),
  SYSTEM_AND_USER_ASSIGNED("SystemAssigned, UserAssigned");

  private final String text;

  IdentityType(String text) {
    this.text = text;
  }

  public static IdentityType of(boolean systemAssigned, boolean userAssigned) {
    if (systemAssigned) {
      return userAssigned ? SYSTEM_AND_USER_ASSIGNED : SYSTEM_ASSIGNED;
    }
    return userAssigned ? USER_ASSIGNED : NONE;
  }

  public String text() {
    return text;
  }

  public boolean hasSystemAssigned() {
    return this == SYSTEM_ASSIGNED || this == SYSTEM_AND_USER_ASSIGNED;
  }

  /**
   * Whether a map of user-assigned identities may stand beside this type; Azure refuses it else.
   */
  public boolean hasUserAssigned() {
    return this == USER_ASSIGNED || this == SYSTEM_AND_USER_ASSIGNED;
  }
}
