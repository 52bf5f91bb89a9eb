package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Permissions;
import dev.managedidentity.azure.Permissions.Role;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Rights;
import dev.managedidentity.plan.ArmId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator's rights in memory: all of them everywhere, but for what is laid out. */
final class FakeRights implements Rights {
  static final String PRINCIPAL = "c1000000-0000-4000-8000-000000000001";

  /** By the id of a scope in lower case: the only actions allowed there. */
  private final Map<String, List<String>> allowed = new HashMap<>();

  /** By the id of a scope in lower case: why it cannot be read. */
  private final Map<String, Problem> problems = new HashMap<>();

  /** The scopes that were asked for, in their order. */
  final List<String> asked = new ArrayList<>();

  /** What cannot be read for any scope. */
  Problem.Kind unreadable;

  Optional<String> principal = Optional.of(PRINCIPAL);

  /** From now on nothing else is allowed there, and in the group above it nothing at all. */
  void allowOnly(ArmId scope, String... actions) {
    allowed.put(scope.folded(), List.of(actions));
    allowed.put(group(scope), List.of());
  }

  /** From now on everything is allowed everywhere. */
  void allowAll() {
    allowed.clear();
  }

  void fail(ArmId scope, Problem.Kind kind) {
    problems.put(scope.folded(), FakeCompute.problem(kind));
    problems.put(group(scope), FakeCompute.problem(kind));
  }

  private static String group(ArmId scope) {
    return scope.folded().replaceFirst("/providers/.*", "");
  }

  @Override
  public Answer<Permissions> at(String scope) {
    String key = ArmId.fold(scope);
    asked.add(scope);
    if (unreadable != null) {
      return Answer.not(FakeCompute.problem(unreadable));
    }
    return problems.containsKey(key)
        ? Answer.not(problems.get(key))
        : Answer.of(
            new Permissions(List.of(new Role(allowed.getOrDefault(key, List.of("*")), List.of()))));
  }

  @Override
  public Optional<String> principal() {
    return principal;
  }
}
