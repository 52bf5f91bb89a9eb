package dev.managedidentity.plan;

import dev.managedidentity.api.Mode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one declaration asks for, to be checked against the AzureAccess objects that select its
 * namespace.
 *
 * @param isOperatorsCredential whether it acts with the operator's own credential
 * @param mode null for a declaration of an identity itself, which has none
 * @param target the scale set or machine; or the identity itself
 * @param assigned the identities that it wants assigned
 * @param removed the identities that it wants removed, whoever assigned them
 * @param removesOthers whether it removes something else that the operator did not make: the
 *     system-assigned identity or the extension
 * @param configMap where it wants ids written; null for nowhere
 */
public record AccessRequest(
    String namespace,
    String name,
    boolean isOperatorsCredential,
    Mode mode,
    ArmId target,
    Set<ArmId> assigned,
    Set<ArmId> removed,
    boolean removesOthers,
    List<RoleWish> roles,
    String configMap) {

  /** Of more entries than this the message of a condition has no room. */
  private static final int MOST_ENTRIES = 40;

  public AccessRequest {
    assigned = Set.copyOf(assigned);
    removed = Set.copyOf(removed);
    roles = List.copyOf(roles);
  }

  /**
   * Why the declaration may not act on its target at all; empty if it may.
   *
   * @param rules of all AzureAccess objects that select its namespace
   */
  public Optional<String> refusal(List<AccessRule> rules) {
    if (rules.isEmpty()) {
      return Optional.of("no AzureAccess selects namespace %s".formatted(namespace));
    }
    List<AccessRule> left =
        rules.stream().filter(rule -> rule.allowsCredential(isOperatorsCredential)).toList();
    if (left.isEmpty()) {
      return Optional.of(
          "no AzureAccess that selects namespace %s allows %s (spec.credential)"
              .formatted(
                  namespace,
                  isOperatorsCredential
                      ? "the operator's own credential"
                      : "the credential of a Secret in the namespace"));
    }
    if (mode == null) {
      return firstMissing(
          left,
          rule -> rule.allowsManaging(target),
          "lists " + target + " in allowed.manageIdentities");
    }
    return firstMissing(left, rule -> rule.allows(mode), "lists " + mode + " in allowed.modes")
        .or(
            () ->
                firstMissing(
                    left.stream().filter(rule -> rule.allows(mode)).toList(),
                    rule -> rule.allowsTarget(target),
                    "lists %s in allowed.targets".formatted(target)));
  }

  private Optional<String> firstMissing(
      List<AccessRule> rules, Predicate<AccessRule> allows, String words) {
    return rules.stream().anyMatch(allows)
        ? Optional.empty()
        : Optional.of("no AzureAccess that selects namespace %s %s".formatted(namespace, words));
  }

  /** Which rule is missing for an identity that the declaration names. */
  public String missingRule(ArmId identity, Access access) {
    boolean isAssigned = assigned.contains(identity);
    boolean isListed = access.rules().stream().anyMatch(rule -> rule.allowsIdentity(identity));
    return "no AzureAccess that selects namespace %s %s"
        .formatted(
            namespace,
            isAssigned || !isListed
                ? "lists %s in allowed.identities".formatted(identity)
                : "lists Authoritative in allowed.modes, which removing an identity takes that the"
                    + " operator did not assign");
  }

  /** Which rule is missing for a role. */
  public String missingRule(RoleWish role, Access access) {
    return access.isRestricted()
        ? "no AzureAccess that selects namespace %s lists the role %s on %s in allowed.roleAssignments"
            .formatted(namespace, role.role(), role.scope())
        : "the role %s allows granting every other role, and is granted only where an AzureAccess lists it in allowed.roleAssignments"
            .formatted(role.role());
  }

  /** Which rule is missing to remove the system-assigned identity or the extension. */
  public String missingAuthoritative(String what) {
    return "no AzureAccess that selects namespace %s lists Authoritative in allowed.modes, which removing %s takes that the operator did not add"
        .formatted(namespace, what);
  }

  /** Which rule is missing to write the ConfigMap. */
  public String missingConfigMap() {
    return "no AzureAccess that selects namespace %s lists the ConfigMap %s in allowed.configMaps"
        .formatted(namespace, configMap);
  }

  /** The narrowest AzureAccess that allows all of the request, as YAML. */
  public String suggestion() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("apiVersion: managedidentity.dev/v1alpha1\nkind: AzureAccess\n");
    yaml.append("metadata: {name: %s-%s}\n".formatted(namespace, name));
    yaml.append("spec:\n  namespaceSelector: {names: [%s]}\n".formatted(namespace));
    yaml.append("  credential: %s\n".formatted(isOperatorsCredential ? "Operator" : "Namespace"));
    yaml.append("  allowed:\n");
    if (mode == null) {
      list(yaml, "manageIdentities", List.of(target.text()));
    } else {
      yaml.append("    modes: [%s]\n".formatted(modes()));
      list(yaml, "targets", List.of(target.text()));
      Set<String> identities = new LinkedHashSet<>();
      assigned.stream().sorted().forEach(id -> identities.add(id.text()));
      removed.stream().sorted().forEach(id -> identities.add(id.text()));
      list(yaml, "identities", identities);
    }
    if (!roles.isEmpty()) {
      yaml.append("    roleAssignments:\n");
      roles.stream()
          .limit(MOST_ENTRIES)
          .forEach(
              role ->
                  yaml.append(
                      "      - {role: %s, scope: %s}\n"
                          .formatted(quoted(role.role()), quoted(role.scope()))));
    }
    if (configMap != null) {
      list(yaml, "configMaps", List.of(configMap));
    }
    return yaml.toString();
  }

  private String modes() {
    List<String> modes = new ArrayList<>(List.of(mode.name()));
    if (mode != Mode.Authoritative && (removesOthers || !removed.isEmpty())) {
      modes.add(Mode.Authoritative.name());
    }
    return String.join(", ", modes);
  }

  private static void list(StringBuilder yaml, String field, Collection<String> values) {
    if (values.isEmpty()) {
      return;
    }
    yaml.append("    ").append(field).append(":\n");
    values.stream()
        .limit(MOST_ENTRIES)
        .forEach(value -> yaml.append("      - ").append(quoted(value)).append('\n'));
    if (values.size() > MOST_ENTRIES) {
      yaml.append("      # and %d more\n".formatted(values.size() - MOST_ENTRIES));
    }
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
