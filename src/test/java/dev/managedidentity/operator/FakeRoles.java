package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.azure.Roles;
import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RolePlan.Grant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Roles and role assignments in memory, with problems that can be laid out beforehand. */
final class FakeRoles implements Roles {
  static final String READER = "11111111-0000-0000-0000-000000000001";
  static final String WRITER = "11111111-0000-0000-0000-000000000002";

  private final Map<String, String> definitions =
      new HashMap<>(Map.of("Reader", READER, "Writer", WRITER));

  /** By id, which is the same in any casing, as the scopes within are. */
  final Map<String, LiveRole> there = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** The names of the calls, in their order: definition, assignments, grant, assignment, revoke. */
  final List<String> calls = new ArrayList<>();

  /** By the name of a role: what comes of granting it, again and again. */
  final Map<String, Problem> refused = new HashMap<>();

  final Deque<Problem> grantProblems = new ArrayDeque<>();
  final Deque<Problem> revokeProblems = new ArrayDeque<>();
  final Deque<Problem> listProblems = new ArrayDeque<>();

  /** Grants take effect and then their answers are lost. */
  boolean losesAnswers;

  /** Assignments are there, but lists do not show them yet. */
  boolean hides;

  /** Runs before a change takes effect and again before it is answered. */
  Runnable step = () -> {};

  /** Has the directory know a role of this name. */
  void define(String role, String definition) {
    definitions.put(role, definition);
  }

  /** An equal assignment as others make it. */
  LiveRole put(String principalId, String definition, String scope) {
    String id = scope + "/providers/Microsoft.Authorization/roleAssignments/theirs";
    LiveRole role = new LiveRole(id, principalId, definition, scope);
    there.put(id, role);
    return role;
  }

  /** Who has which role where, as "principal definition scope". */
  List<String> granted() {
    return there.values().stream()
        .map(role -> role.principalId() + " " + name(role.definition()) + " " + role.scope())
        .sorted()
        .toList();
  }

  private String name(String definition) {
    return definitions.entrySet().stream()
        .filter(known -> known.getValue().equals(definition))
        .findAny()
        .orElseThrow()
        .getKey();
  }

  @Override
  public Answer<String> definition(String role, String scope) {
    calls.add("definition");
    String found = definitions.get(role);
    return found == null ? Answer.not(FakeCompute.problem(Kind.ROLE_NOT_FOUND)) : Answer.of(found);
  }

  @Override
  public Answer<List<LiveRole>> assignments(String principalId, String scope) {
    calls.add("assignments");
    if (!listProblems.isEmpty()) {
      return Answer.not(listProblems.poll());
    }
    return Answer.of(
        there.values().stream()
            .filter(role -> !hides && role.principalId().equals(principalId))
            // From above and from below a scope, too, as Azure has it.
            .filter(role -> isWithin(role.scope(), scope) || isWithin(scope, role.scope()))
            .toList());
  }

  @Override
  public Answer<LiveRole> grant(Grant grant) {
    calls.add("grant");
    step.run();
    if (refused.containsKey(grant.role())) {
      return Answer.not(refused.get(grant.role()));
    }
    if (!grantProblems.isEmpty()) {
      return Answer.not(grantProblems.poll());
    }
    if (isGranted(grant)) {
      return Answer.not(FakeCompute.problem(Kind.ALREADY_GRANTED));
    }
    LiveRole made =
        new LiveRole(grant.id(), grant.principalId(), grant.definition(), grant.scope());
    there.put(grant.id(), made);
    step.run();
    return losesAnswers ? Answer.not(FakeCompute.problem(Kind.UNAVAILABLE)) : Answer.of(made);
  }

  private boolean isGranted(Grant grant) {
    return there.values().stream()
        .anyMatch(
            role ->
                role.principalId().equals(grant.principalId())
                    && role.definition().equals(grant.definition())
                    && role.scope().equalsIgnoreCase(grant.scope()));
  }

  private static boolean isWithin(String inner, String outer) {
    return inner.toLowerCase(Locale.ROOT).startsWith(outer.toLowerCase(Locale.ROOT));
  }

  @Override
  public Answer<Optional<LiveRole>> assignment(String assignmentId) {
    calls.add("assignment");
    return Answer.of(Optional.ofNullable(hides ? null : there.get(assignmentId)));
  }

  @Override
  public Answer<Boolean> revoke(String assignmentId) {
    calls.add("revoke");
    step.run();
    if (!revokeProblems.isEmpty()) {
      return Answer.not(revokeProblems.poll());
    }
    boolean gone = there.remove(assignmentId) != null;
    step.run();
    return Answer.of(gone);
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  /** How many calls could have changed something. */
  long writes() {
    return count("grant") + count("revoke");
  }
}
