package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Identities;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.plan.ArmId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** User-assigned identities in memory, with problems that can be laid out beforehand. */
final class FakeIdentities implements Identities {
  private final Map<ArmId, UserIdentity> there = new TreeMap<>();
  private int made;

  boolean groupIsThere = true;

  final List<String> calls = new ArrayList<>();
  final Deque<Problem> problems = new ArrayDeque<>();
  Runnable beforeCreate = () -> {};

  /** Makes one as others do. */
  UserIdentity put(ArmId id, String location, Map<String, String> tags) {
    made++;
    UserIdentity identity =
        new UserIdentity(id, location, tags, "tenant", "principal-" + made, "client-" + made);
    there.put(id, identity);
    return identity;
  }

  void remove(ArmId id) {
    there.remove(id);
  }

  UserIdentity get(ArmId id) {
    return there.get(id);
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  @Override
  public Answer<UserIdentity> read(ArmId identity) {
    return call("read", identity);
  }

  private Answer<UserIdentity> call(String what, ArmId identity) {
    calls.add(what);
    if (!problems.isEmpty()) {
      return Answer.not(problems.poll());
    }
    return there.containsKey(identity)
        ? Answer.of(there.get(identity))
        : Answer.not(FakeCompute.problem(Problem.Kind.NOT_FOUND));
  }

  @Override
  public Answer<String> groupLocation(ArmId identity) {
    calls.add("group");
    return groupIsThere
        ? Answer.of("westeurope")
        : Answer.not(FakeCompute.problem(Problem.Kind.GROUP_NOT_FOUND));
  }

  @Override
  public Answer<UserIdentity> create(ArmId identity, String location, Map<String, String> tags) {
    beforeCreate.run();
    if (problems.isEmpty() && !there.containsKey(identity)) {
      put(identity, location, tags);
    }
    return call("create", identity);
  }

  @Override
  public Answer<UserIdentity> tag(ArmId identity, Map<String, String> tags) {
    if (problems.isEmpty()) {
      there.computeIfPresent(
          identity,
          (id, old) ->
              new UserIdentity(
                  id, old.location(), tags, old.tenantId(), old.principalId(), old.clientId()));
    }
    return call("tag", identity);
  }

  @Override
  public Answer<Boolean> delete(ArmId identity) {
    calls.add("delete");
    return problems.isEmpty()
        ? Answer.of(there.remove(identity) != null)
        : Answer.not(problems.poll());
  }
}
