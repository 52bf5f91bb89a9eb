package dev.managedidentity.operator;

import dev.managedidentity.api.Allowed;
import dev.managedidentity.api.AzureAccess;
import dev.managedidentity.api.AzureAccessSpec.CredentialSource;
import dev.managedidentity.plan.AccessPattern;
import dev.managedidentity.plan.AccessRule;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads an AzureAccess as the rule it means. Pure. */
final class AccessRules {
  private AccessRules() {}

  static AccessRule of(AzureAccess access) {
    CredentialSource credential =
        Objects.requireNonNullElse(access.getSpec().credential, CredentialSource.Operator);
    Allowed allowed = access.getSpec().allowed == null ? new Allowed() : access.getSpec().allowed;
    return new AccessRule(
        access.getMetadata().getName(),
        credential != CredentialSource.Namespace,
        credential != CredentialSource.Operator,
        allowed.modes == null || allowed.modes.isEmpty() ? Set.of() : EnumSet.copyOf(allowed.modes),
        patterns(allowed.targets),
        patterns(allowed.identities),
        patterns(allowed.manageIdentities),
        orEmpty(allowed.roleAssignments).stream()
            .map(role -> new AccessRule.Role(role.role, new AccessPattern(role.scope)))
            .toList(),
        orEmpty(allowed.configMaps));
  }

  private static List<AccessPattern> patterns(List<String> globs) {
    return orEmpty(globs).stream().map(AccessPattern::new).toList();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
