package dev.managedidentity.operator;

import dev.managedidentity.azure.Identities;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells what does not exist any more from what the operator may not see. A role that was granted on
 * a resource group goes with the group, and Azure then answers 403, not 404. Only Azure's word that
 * the group does not exist is evidence: that it was readable once, that lists omit it and that
 * other grants work is just so where somebody took the role away.
 */
final class GoneScopes {
  private static final String GROUP_NOT_FOUND = "ResourceGroupNotFound";

  /** A scope in a resource group, or the group itself. */
  private static final Pattern IN_GROUP =
      Pattern.compile(
          "/subscriptions/([^/]+)/resourceGroups/([^/]+)(/.*)?", Pattern.CASE_INSENSITIVE);

  private final Identities azure;

  GoneScopes(Identities azure) {
    this.azure = azure;
  }

  /**
   * The same problem, or that the scope does not exist if Azure says so of its resource group. Asks
   * Azure once where a permission is missing.
   *
   * @param scope what the problem is about, an ARM id
   */
  Problem explain(Problem problem, String scope) {
    Matcher inGroup = IN_GROUP.matcher(scope);
    if (!isOfPermission(problem) || !inGroup.matches()) {
      return problem;
    }
    return azure
        .groupLocation(inGroup.group(1), inGroup.group(2))
        .problem()
        .filter(GoneScopes::isGroupGone)
        .map(unused -> gone(inGroup.group(1), inGroup.group(2)))
        .orElse(problem);
  }

  /** Whether {@link #explain} found that the scope does not exist. */
  static boolean isGone(Problem problem) {
    return problem.kind() == Kind.NOT_FOUND && problem.code().equals(GROUP_NOT_FOUND);
  }

  /** A deny assignment and a policy refuse what exists. */
  private static boolean isOfPermission(Problem problem) {
    return problem.kind() == Kind.DENIED && problem.code().equals("AuthorizationFailed");
  }

  /** A subscription that is not found may be of another tenant by now, or disabled. */
  private static boolean isGroupGone(Problem ofGroup) {
    return (ofGroup.kind() == Kind.NOT_FOUND || ofGroup.kind() == Kind.GROUP_NOT_FOUND)
        && ofGroup.code().equals(GROUP_NOT_FOUND);
  }

  private static Problem gone(String subscriptionId, String resourceGroup) {
    return new Problem(
        Kind.NOT_FOUND,
        GROUP_NOT_FOUND,
        "The resource group '%s' of subscription %s does not exist, and the roles that were granted on it went with it."
            .formatted(resourceGroup, subscriptionId),
        Optional.empty(),
        Set.of());
  }
}
