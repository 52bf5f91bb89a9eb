package dev.managedidentity.plan;

import dev.managedidentity.plan.RolePlan.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How Azure keeps role assignments, and what it refuses, written from its rules: those of a
 * principal that is gone stay, and a name is one principal's for ever.
 */
final class AzureRoles {
  private final Map<String, LiveRole> byId = new TreeMap<>();
  private final Map<String, String> principalOfName = new TreeMap<>();

  /** What Azure answers with 400 or 409, or what the planner promised never to ask for. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  void grant(Grant grant) {
    put(new LiveRole(grant.id(), grant.principalId(), grant.definition(), grant.scope()));
  }

  void put(LiveRole role) {
    if (byId.containsKey(lower(role.id()))) {
      throw new Refused("it is there: " + role);
    }
    if (byId.values().stream().anyMatch(other -> isEqual(role, other))) {
      throw new Refused("RoleAssignmentExists: " + role);
    }
    String name = role.id().substring(role.id().lastIndexOf('/') + 1);
    String principal = principalOfName.putIfAbsent(lower(name), role.principalId());
    if (principal != null && !principal.equals(role.principalId())) {
      throw new Refused("RoleAssignmentUpdateNotPermitted: " + role);
    }
    byId.put(lower(role.id()), role);
  }

  /** Deleting what is not there is no error: 204. */
  void revoke(String id) {
    byId.remove(lower(id));
  }

  boolean has(String id) {
    return byId.containsKey(lower(id));
  }

  boolean hasLike(LiveRole role) {
    return byId.values().stream().anyMatch(other -> isEqual(role, other));
  }

  List<LiveRole> all() {
    return new ArrayList<>(byId.values());
  }

  private static boolean isEqual(LiveRole one, LiveRole other) {
    return one.principalId().equals(other.principalId())
        && one.definition().equals(other.definition())
        && lower(one.scope()).equals(lower(other.scope()));
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
