package dev.managedidentity.plan;

import dev.managedidentity.api.Mode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one declaration may do in Azure about its target.
 *
 * @param isRestricted false where the namespace is under no AzureAccess and needs none
 * @param rules of the AzureAccess objects that allow the declaration to act on its target at all:
 *     of several, each allows a change by itself, and they add up
 */
public record Access(boolean isRestricted, List<AccessRule> rules) {

  /** Where no AzureAccess is needed: everything but what {@link #grants} refuses. */
  public static final Access UNRESTRICTED = new Access(false, List.of());

  /**
   * Whoever has one of these can grant every other role. Names and ids of Azure's built-in roles:
   * Owner, User Access Administrator, Role Based Access Control Administrator.
   */
  private static final Set<String> ROLES_THAT_GRANT_ROLES =
      Set.of(
          "owner",
          "user access administrator",
          "role based access control administrator",
          "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
          "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
          "f58310d9-a9f6-439a-9e8d-f62e7b41a168");

  public Access {
    rules = List.copyOf(rules);
  }

  /**
   * The access of a declaration about a scale set or machine.
   *
   * @param rules of all AzureAccess objects that select its namespace
   * @param isOperatorsCredential whether it acts with the operator's own credential
   */
  public static Access toTarget(
      List<AccessRule> rules, boolean isOperatorsCredential, Mode mode, ArmId target) {
    return new Access(
        true,
        rules.stream()
            .filter(rule -> rule.allowsCredential(isOperatorsCredential))
            .filter(rule -> rule.allows(mode) && rule.allowsTarget(target))
            .toList());
  }

  /** The same for a declaration of an identity itself. */
  public static Access toIdentity(
      List<AccessRule> rules, boolean isOperatorsCredential, ArmId identity) {
    return new Access(
        true,
        rules.stream()
            .filter(rule -> rule.allowsCredential(isOperatorsCredential))
            .filter(rule -> rule.allowsManaging(identity))
            .toList());
  }

  /** Whether the declaration may act on its target, and be told of it, at all. */
  public boolean reachesTarget() {
    return !isRestricted || !rules.isEmpty();
  }

  /** Whether it may assign an identity, or with null enable the system-assigned one. */
  public boolean assigns(ArmId subject) {
    return any(rule -> subject == null || rule.allowsIdentity(subject));
  }

  /**
   * Whether it may remove an identity, or with null disable the system-assigned one.
   *
   * @param isOwn the operator assigned it for a declaration of the same namespace
   */
  public boolean removes(ArmId subject, boolean isOwn) {
    return any(
        rule ->
            (subject == null || rule.allowsIdentity(subject))
                && (isOwn || rule.allows(Mode.Authoritative)));
  }

  /** Whether it may add the managed identity extension. */
  public boolean addsExtension() {
    return reachesTarget();
  }

  /**
   * Whether it may remove the managed identity extension.
   *
   * @param isOwn the operator added it for a declaration of the same namespace
   */
  public boolean removesExtension(boolean isOwn) {
    return any(rule -> isOwn || rule.allows(Mode.Authoritative));
  }

  /**
   * Whether it may grant a role.
   *
   * @param role as it is declared
   * @param definition the GUID of the role's definition; null while it is not known
   */
  public boolean grants(String role, String definition, String scope) {
    return isRestricted
        ? allowsRole(role, scope)
        : !grantsRoles(role) && (definition == null || !grantsRoles(definition));
  }

  /** Whether it may revoke a role assignment that the operator made for it. */
  public boolean revokes(String role, String scope) {
    return !isRestricted || allowsRole(role, scope);
  }

  /**
   * Whether it may delete the identity that it declares. One that others created is deleted only
   * where an AzureAccess lists it.
   *
   * @param isCreated the operator created the identity for it
   */
  public boolean deletesIdentity(boolean isCreated) {
    return isRestricted ? !rules.isEmpty() : isCreated;
  }

  /** Whether the ids of the identity that it declares may be written to this ConfigMap. */
  public boolean writesConfigMap(String configMap) {
    return rules.stream().anyMatch(rule -> rule.allowsConfigMap(configMap));
  }

  private boolean allowsRole(String role, String scope) {
    return rules.stream().anyMatch(rule -> rule.allowsRole(role, scope));
  }

  private boolean any(Predicate<AccessRule> allows) {
    return !isRestricted || rules.stream().anyMatch(allows);
  }

  private static boolean grantsRoles(String role) {
    String guid = RoleIds.definition(role);
    return ROLES_THAT_GRANT_ROLES.contains(
        guid == null ? role.strip().toLowerCase(Locale.ROOT) : guid);
  }
}
