package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Roles;
import dev.managedidentity.plan.RoleIds;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which definition the name of a role stands for. Asked once: a definition never changes its GUID,
 * and it is known in the whole subscription.
 */
final class RoleDefinitions {
  private static final Pattern SUBSCRIPTION = Pattern.compile("(?i)/subscriptions/[^/]+");

  private final Roles roles;
  private final Map<String, String> known = new ConcurrentHashMap<>();
  private final Set<String> doubted = ConcurrentHashMap.newKeySet();

  RoleDefinitions(Roles roles) {
    this.roles = roles;
  }

  /** The GUID in the id of a definition, in lower case; null for the name of a role. */
  static String guid(String role) {
    return RoleIds.definition(role);
  }

  Answer<String> named(String role, String scope) {
    String definition = remembered(role, scope);
    if (definition != null && !doubted.contains(definition)) {
      return Answer.of(definition);
    }
    Answer<String> answer = roles.definition(role, scope);
    answer
        .value()
        .ifPresent(
            found -> {
              known.put(key(role, scope), found);
              doubted.remove(found);
            });
    answer
        .problem()
        .filter(problem -> problem.kind() == Problem.Kind.ROLE_NOT_FOUND)
        .ifPresent(unused -> known.remove(key(role, scope)));
    return answer;
  }

  /** The same without a call; null if it was not asked for yet. */
  String remembered(String role, String scope) {
    return known.get(key(role, scope));
  }

  private static String key(String role, String scope) {
    Matcher subscription = SUBSCRIPTION.matcher(scope);
    String where = subscription.lookingAt() ? subscription.group() : scope;
    return (where + " " + role).toLowerCase(Locale.ROOT);
  }

  /** Azure does not know this definition any more: its name is asked for anew next time. */
  void doubt(String definition) {
    doubted.add(definition);
  }
}
