package dev.managedidentity.operator;

import dev.managedidentity.azure.MissingRights;
import dev.managedidentity.azure.MissingRights.Lack;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What mends a refusal for want of rights: what is missing where, and what grants it. Pure. */
final class Denial {

  /**
   * Our word for a change that was not sent, for its rights were read before and do not suffice.
   */
  static final String PREFLIGHT = "Preflight";

  /** Of more identities the ids would not fit into a condition. The others' rows have the line. */
  private static final int MOST_SCOPES = 40;

  private static final String IF_THERE_IS_NONE =
      "; if an identity does not exist, create it or mend its id";

  private static final String NOTHING_MISSING =
      "By Azure's list of its rights the operator has those that this takes. A right granted moments"
          + " ago takes some minutes to be known everywhere; otherwise something forbids it that"
          + " this list does not show, such as a condition on the role assignment or an Azure"
          + " Policy.";

  private static final String NO_SUCH_IDENTITY =
      "by Azure's list of its rights the operator may assign it. Either the identity does not exist:"
          + " create it or mend its id. Or the right was granted moments ago, which takes some"
          + " minutes to be known everywhere.";

  private Denial() {}

  /** Whether a deny assignment refuses, which no role beats. */
  static boolean isByDenyAssignment(Problem problem) {
    return problem.code().equals("DenyAssignmentAuthorizationFailed");
  }

  /** Whether it is about the identities to be assigned, and not about the target itself. */
  static boolean isOfIdentities(Problem problem) {
    return problem.code().equals("LinkedAuthorizationFailed")
        || (problem.code().equals(PREFLIGHT) && !problem.identities().isEmpty());
  }

  /** What would mend it, for a condition. */
  static String remedy(Problem problem, ArmId target) {
    if (isByDenyAssignment(problem)) {
      return "No role beats a deny assignment: have the owner of the node resource group lift it, or"
          + " assign the identity through the service that owns the "
          + TargetKind.of(target).words()
          + ".";
    }
    if (TargetKind.of(target) == TargetKind.USER_ASSIGNED_IDENTITY) {
      return onGroup(problem, target);
    }
    MissingRights rights = problem.rights().orElse(MissingRights.UNKNOWN);
    boolean ofIdentities = isOfIdentities(problem);
    List<Lack> lacks =
        rights.lacks().stream()
            .filter(lack -> !ofIdentities || problem.identities().contains(lack.scope()))
            .toList();
    List<String> words = new ArrayList<>();
    byRole(lacks).forEach((role, lacking) -> words.add(lacking(role, lacking)));
    if (ofIdentities) {
      words.addAll(untold(problem, rights, lacks));
    } else if (lacks.stream().noneMatch(lack -> lack.scope().equals(target))) {
      boolean known = rights.sufficient().contains(target);
      words.add(0, known ? NOTHING_MISSING : grant(TargetKind.of(target).right(target)) + ".");
    }
    lines(problem, rights, lacks).ifPresent(words::add);
    return String.join(" ", words);
  }

  /** Azure's words name the action: nothing is to be found out before the role can be named. */
  private static String onGroup(Problem problem, ArmId identity) {
    TargetKind kind = TargetKind.USER_ASSIGNED_IDENTITY;
    List<String> scope = List.of(kind.scope(identity));
    return "%s. Run: %s"
        .formatted(
            grant(kind.right(identity)),
            AzLine.grant(problem.refusedPrincipal(), kind.role(), scope));
  }

  /** The same for the row of an identity: short, for the row has the id. */
  static String row(Problem problem, ArmId identity) {
    MissingRights rights = problem.rights().orElse(MissingRights.UNKNOWN);
    if (rights.sufficient().contains(identity)) {
      return "Azure refuses to have it assigned, though " + NO_SUCH_IDENTITY;
    }
    String words =
        "The operator may not assign it. Grant it the role Managed Identity Operator on this"
            + " identity; if the identity does not exist, create it or mend its id.";
    List<Lack> lacks =
        rights.lacks().stream().filter(lack -> lack.scope().equals(identity)).toList();
    return lines(problem, rights, lacks)
        .map(run -> "%s What is missing is %s. %s".formatted(words, actions(lacks), run))
        .orElse(words);
  }

  /** Of the identities that Azure refused, those of which the rights do not tell why. */
  private static List<String> untold(Problem problem, MissingRights rights, List<Lack> lacks) {
    Set<ArmId> unknown = new TreeSet<>(problem.identities());
    lacks.forEach(lack -> unknown.remove(lack.scope()));
    Set<ArmId> sufficient = new TreeSet<>(unknown);
    sufficient.retainAll(rights.sufficient());
    unknown.removeAll(sufficient);
    List<String> words = new ArrayList<>();
    if (!sufficient.isEmpty()) {
      words.add("Of %s: %s".formatted(Reaction.names(sufficient), NO_SUCH_IDENTITY));
    }
    if (!unknown.isEmpty() || problem.identities().isEmpty()) {
      words.add(
          grant("the role %s on %s".formatted(Need.TO_ASSIGN.role(), Reaction.names(unknown)))
              + IF_THERE_IS_NONE
              + ".");
    }
    return words;
  }

  private static String lacking(String role, List<Lack> lacks) {
    boolean ofIdentities = role.equals(Need.TO_ASSIGN.role());
    String where =
        lacks.size() == 1
            ? lacks.get(0).scope().text()
            : "each of %d identities".formatted(lacks.size());
    return grant(
        "the role %s on %s, where it lacks %s%s."
            .formatted(role, where, actions(lacks), ofIdentities ? IF_THERE_IS_NONE : ""));
  }

  private static Optional<String> lines(Problem problem, MissingRights rights, List<Lack> lacks) {
    if (lacks.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> principal = problem.refusedPrincipal().or(rights::principal);
    List<String> lines = new ArrayList<>();
    int more = 0;
    for (Map.Entry<String, List<Lack>> ofRole : byRole(lacks).entrySet()) {
      List<String> scopes =
          ofRole.getValue().stream().limit(MOST_SCOPES).map(lack -> lack.scope().text()).toList();
      lines.add(AzLine.grant(principal, ofRole.getKey(), scopes));
      more += ofRole.getValue().size() - scopes.size();
    }
    String others = more > 0 ? "For %d more see status.identities. ".formatted(more) : "";
    return Optional.of(others + "Run: " + String.join(" && ", lines));
  }

  private static Map<String, List<Lack>> byRole(List<Lack> lacks) {
    return lacks.stream()
        .collect(Collectors.groupingBy(Lack::role, LinkedHashMap::new, Collectors.toList()));
  }

  private static String actions(List<Lack> lacks) {
    return lacks.stream()
        .flatMap(lack -> lack.actions().stream())
        .distinct()
        .collect(Collectors.joining(" and "));
  }

  private static String grant(String right) {
    return "Grant the operator " + right;
  }
}
