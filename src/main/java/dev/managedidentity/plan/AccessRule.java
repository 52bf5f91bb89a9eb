package dev.managedidentity.plan;

import dev.managedidentity.api.Mode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What one AzureAccess allows the namespaces that it selects. What is not in it is not allowed.
 *
 * @param name of the AzureAccess
 * @param operatorCredential whether declarations may act with the operator's own credential
 * @param namespaceCredential whether they may act with that of a Secret of the namespace
 * @param targets scale sets and machines
 * @param identities that may be assigned and removed
 * @param manageIdentities identities that may be created, adopted, tagged and deleted
 * @param configMaps names of the ConfigMaps that may be written, with {@code *} for any characters
 */
public record AccessRule(
    String name,
    boolean operatorCredential,
    boolean namespaceCredential,
    Set<Mode> modes,
    List<AccessPattern> targets,
    List<AccessPattern> identities,
    List<AccessPattern> manageIdentities,
    List<Role> roleAssignments,
    List<String> configMaps) {

  /** A role, as declarations name it, and where it may be granted. */
  public record Role(String role, AccessPattern scope) {
    boolean covers(String wanted, String wantedScope) {
      return RoleIds.isSameRole(role, wanted) && scope.matches(wantedScope);
    }
  }

  public AccessRule {
    modes =
        Collections.unmodifiableSet(
            modes.isEmpty() ? EnumSet.noneOf(Mode.class) : EnumSet.copyOf(modes));
    targets = List.copyOf(targets);
    identities = List.copyOf(identities);
    manageIdentities = List.copyOf(manageIdentities);
    roleAssignments = List.copyOf(roleAssignments);
    configMaps = List.copyOf(configMaps);
  }

  boolean allows(Mode mode) {
    return modes.contains(mode);
  }

  boolean allowsTarget(ArmId target) {
    return any(targets, target.text());
  }

  boolean allowsIdentity(ArmId identity) {
    return any(identities, identity.text());
  }

  boolean allowsManaging(ArmId identity) {
    return any(manageIdentities, identity.text());
  }

  boolean allowsRole(String role, String scope) {
    return roleAssignments.stream().anyMatch(one -> one.covers(role, scope));
  }

  boolean allowsConfigMap(String configMap) {
    return configMaps.stream().anyMatch(name -> AccessPattern.matchesName(name, configMap));
  }

  boolean allowsCredential(boolean isOperators) {
    return isOperators ? operatorCredential : namespaceCredential;
  }

  private static boolean any(List<AccessPattern> patterns, String id) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(id));
  }
}
