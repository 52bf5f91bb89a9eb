package dev.managedidentity.operator;

import dev.managedidentity.azure.MissingRights;
import dev.managedidentity.azure.MissingRights.Lack;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rights of the operator, in one look at a target: read after Azure refused for want of them,
 * and if that is set, before a change is sent. They advise only: a change that they allow may be
 * refused, and where they cannot be read everything goes on without them.
 */
final class Preflight {
  private final ArmId target;
  private final RightsCheck check;
  private final boolean isSet;
  private final Set<ArmId> sufficed;

  /**
   * @param sufficed where the rights sufficed in earlier looks, and need not be read again
   */
  Preflight(ArmId target, Look.Tools tools, Set<ArmId> sufficed) {
    this.target = target;
    this.check = new RightsCheck(tools.rights());
    this.isSet = tools.settings().preflight();
    this.sufficed = sufficed;
  }

  /**
   * What Azure would refuse a change for, if it is to be asked before.
   *
   * @param assigned what the change assigns
   */
  Optional<Problem> hindrance(Set<ArmId> assigned) {
    if (!isSet) {
      return Optional.empty();
    }
    Map<ArmId, Need> needs = withTarget(assigned);
    needs.keySet().removeAll(sufficed);
    MissingRights missing = check.missing(needs);
    sufficed.addAll(missing.sufficient());
    if (missing.lacks().isEmpty()) {
      return Optional.empty();
    }
    Set<ArmId> lacking = scopes(missing);
    Problem problem =
        new Problem(
            Kind.DENIED,
            Denial.PREFLIGHT,
            "Azure's list of the operator's rights was read before anything was sent, and does not"
                + " allow it.",
            Optional.empty(),
            lacking.contains(target) ? Set.of() : lacking,
            Optional.of(missing));
    return Optional.of(problem);
  }

  /**
   * A refusal of a change, with the rights that are missing. Where Azure does not name the
   * identities that it is about, the rights may.
   *
   * @param assigned what the change was to assign
   */
  Problem ofChange(Problem problem, Set<ArmId> assigned) {
    if (!isExplicable(problem)) {
      return problem;
    }
    sufficed.clear();
    if (!Denial.isOfIdentities(problem)) {
      return problem.with(check.missing(withTarget(assigned)));
    }
    boolean isNamed = !problem.identities().isEmpty();
    MissingRights missing = check.missing(needs(isNamed ? problem.identities() : assigned));
    Problem known = problem.with(missing);
    return isNamed || missing.lacks().isEmpty() ? known : known.about(scopes(missing));
  }

  /**
   * A refusal of something else that is done with the target, with the rights that are missing.
   *
   * @param need what it takes
   */
  Problem of(Problem problem, Need need) {
    return isExplicable(problem) ? problem.with(check.missing(Map.of(target, need))) : problem;
  }

  /** Whether rights could mend it that were not read yet. */
  private static boolean isExplicable(Problem problem) {
    return problem.kind() == Kind.DENIED
        && problem.rights().isEmpty()
        && !Denial.isByDenyAssignment(problem);
  }

  /** What a change takes, on the target first. */
  private Map<ArmId, Need> withTarget(Collection<ArmId> assigned) {
    Map<ArmId, Need> needs = new LinkedHashMap<>();
    needs.put(target, Need.toChange(target));
    needs.putAll(needs(assigned));
    return needs;
  }

  private static Map<ArmId, Need> needs(Collection<ArmId> assigned) {
    Map<ArmId, Need> needs = new TreeMap<>();
    assigned.forEach(identity -> needs.put(identity, Need.TO_ASSIGN));
    return needs;
  }

  private static Set<ArmId> scopes(MissingRights missing) {
    return missing.lacks().stream().map(Lack::scope).collect(Collectors.toCollection(TreeSet::new));
  }
}
