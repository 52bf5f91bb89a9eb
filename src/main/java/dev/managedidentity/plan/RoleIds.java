package dev.managedidentity.plan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ids of role assignments, and of what they are for. */
public final class RoleIds {
  private static final Pattern DEFINITION_ID =
      Pattern.compile("(?i)(?:/.*/roleDefinitions/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

  private RoleIds() {}

  /** The GUID in the id of a role definition, in lower case; null for the name of a role. */
  public static String definition(String role) {
    Matcher id = DEFINITION_ID.matcher(role.strip());
    return id.matches() ? id.group(1).toLowerCase(Locale.ROOT) : null;
  }

  /** Whether two declared roles are one: both by name, or both by the id of a definition. */
  static boolean isSameRole(String one, String other) {
    String definition = definition(one);
    return definition == null
        ? definition(other) == null && isSame(one.strip(), other.strip())
        : definition.equals(definition(other));
  }

  /**
   * The whole id of the assignment that the operator makes: always the same for one principal, role
   * and scope, so that a second try finds the first. It is another for another principal, because
   * Azure does not let a name be used again (RoleAssignmentUpdateNotPermitted).
   *
   * @param definition the GUID of the role's definition, in lower case
   * @param scope as it is declared
   */
  static String grant(String principalId, String definition, String scope) {
    String meaning = String.join("\n", ArmId.fold(principalId), definition, foldedScope(scope));
    UUID name = UUID.nameUUIDFromBytes(meaning.getBytes(StandardCharsets.UTF_8));
    return withoutSlash(scope) + "/providers/Microsoft.Authorization/roleAssignments/" + name;
  }

  /** Equal for two spellings of one scope. */
  static String foldedScope(String scope) {
    return ArmId.fold(withoutSlash(scope));
  }

  static boolean isSame(String one, String other) {
    return ArmId.fold(one).equals(ArmId.fold(other));
  }

  private static String withoutSlash(String scope) {
    return scope.endsWith("/") ? scope.substring(0, scope.length() - 1) : scope;
  }
}
