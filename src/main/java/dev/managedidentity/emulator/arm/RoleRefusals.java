package dev.managedidentity.emulator.arm;

/** Why a role assignment is refused, word for word where the words are known. */
final class RoleRefusals {
  private RoleRefusals() {}

  /**
   * @param advises whether the text says what to do about it, as it does for recent api versions
   */
  static ArmException principalNotFound(String principal, String tenant, boolean advises) {
    String advice =
        " Check that you have the correct principal ID. If you are creating this principal and then"
            + " immediately assigning a role, this error might be related to a replication delay."
            + " In this case, set the role assignment principalType property to a value, such as"
            + " ServicePrincipal, User, or Group.  See"
            + " https://aka.ms/docs-principaltype";
    return new ArmException(
        400,
        "PrincipalNotFound",
        "Principal %s does not exist in the directory %s.%s"
            .formatted(principal.replace("-", ""), tenant, advises ? advice : ""));
  }

  static ArmException assignmentExists(String name) {
    return new ArmException(
        409,
        "RoleAssignmentExists",
        "The role assignment already exists. The ID of the existing role assignment is "
            + name.replace("-", "")
            + ".");
  }

  static ArmException assignmentIsFixed() {
    return new ArmException(
        400,
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
  }
}
