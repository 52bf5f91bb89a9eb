package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Roles;
import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RolePlan.Grant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Roles and role assignments in memory, with problems that can be laid out beforehand. */
final class FakeRoles implements Roles {
  static final String READER = "11111111-0000-0000-0000-000000000001";

  final Map<String, String> definitions = new HashMap<>(Map.of("Reader", READER));
  final Map<String, LiveRole> there = new TreeMap<>();
  final List<String> calls = new ArrayList<>();
  final Deque<Problem> grantProblems = new ArrayDeque<>();
  final Deque<Problem> revokeProblems = new ArrayDeque<>();
  final Deque<Problem> listProblems = new ArrayDeque<>();

  /** The grant takes effect and then its answer is lost. */
  boolean losesAnswers;

  Runnable beforeGrant = () -> {};

  @Override
  public Answer<String> definition(String role, String scope) {
    calls.add("definition");
    String found = definitions.get(role);
    return found == null
        ? Answer.not(FakeCompute.problem(Problem.Kind.ROLE_NOT_FOUND))
        : Answer.of(found);
  }

  @Override
  public Answer<List<LiveRole>> assignments(String principalId, String scope) {
    calls.add("assignments");
    return listProblems.isEmpty()
        ? Answer.of(
            there.values().stream().filter(r -> r.principalId().equals(principalId)).toList())
        : Answer.not(listProblems.poll());
  }

  @Override
  public Answer<LiveRole> grant(Grant grant) {
    calls.add("grant");
    beforeGrant.run();
    if (!grantProblems.isEmpty()) {
      return Answer.not(grantProblems.poll());
    }
    LiveRole made =
        new LiveRole(grant.id(), grant.principalId(), grant.definition(), grant.scope());
    there.put(grant.id(), made);
    return losesAnswers
        ? Answer.not(FakeCompute.problem(Problem.Kind.UNAVAILABLE))
        : Answer.of(made);
  }

  @Override
  public Answer<Boolean> revoke(String assignmentId) {
    calls.add("revoke");
    return revokeProblems.isEmpty()
        ? Answer.of(there.remove(assignmentId) != null)
        : Answer.not(revokeProblems.poll());
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }
}
