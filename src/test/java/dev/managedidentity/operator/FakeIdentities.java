package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Identities;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.plan.ArmId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** User-assigned identities in memory, with problems that can be laid out beforehand. */
final class FakeIdentities implements Identities {
  private final Map<ArmId, UserIdentity> there = new TreeMap<>();
  private final Map<String, Deque<Problem>> problems = new HashMap<>();
  private int made;

  boolean groupIsThere = true;

  /** Changes take effect and then their answers are lost. */
  boolean losesAnswers;

  /** The names of the calls, in their order: read, group, create, tag, delete. */
  final List<String> calls = new ArrayList<>();

  /** Runs before a change takes effect and again before it is answered. */
  Runnable step = () -> {};

  /** Lays out a problem for the next call of this name that has none laid out yet. */
  void fail(String call, Problem problem) {
    problems.computeIfAbsent(call, unused -> new ArrayDeque<>()).add(problem);
  }

  /** Makes one as others do. */
  UserIdentity put(ArmId id, String location, Map<String, String> tags) {
    made++;
    UserIdentity identity =
        new UserIdentity(id, location, tags, "tenant", "principal-" + made, "client-" + made);
    there.put(id, identity);
    return identity;
  }

  /** Gives one other tags, as others do. */
  UserIdentity retag(ArmId id, Map<String, String> tags) {
    return there.computeIfPresent(
        id,
        (unused, old) ->
            new UserIdentity(
                id, old.location(), tags, old.tenantId(), old.principalId(), old.clientId()));
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

  /** How many calls could have changed something. */
  long writes() {
    return count("create") + count("tag") + count("delete");
  }

  /** Run once, with the next read. */
  Runnable onRead = () -> {};

  @Override
  public Answer<UserIdentity> read(ArmId identity) {
    Runnable once = onRead;
    onRead = () -> {};
    once.run();
    return call("read", () -> found(identity));
  }

  private Answer<UserIdentity> found(ArmId identity) {
    if (there.containsKey(identity)) {
      return Answer.of(there.get(identity));
    }
    return Answer.not(FakeCompute.problem(groupIsThere ? Kind.NOT_FOUND : Kind.GROUP_NOT_FOUND));
  }

  @Override
  public Answer<String> groupLocation(String subscriptionId, String resourceGroup) {
    return call(
        "group",
        () ->
            groupIsThere
                ? Answer.of("westeurope")
                : Answer.not(FakeCompute.problem(Kind.GROUP_NOT_FOUND)));
  }

  @Override
  public Answer<Creation> create(ArmId identity, String location, Map<String, String> tags) {
    return change(
        "create",
        () -> {
          boolean isNew = groupIsThere && !there.containsKey(identity);
          if (isNew) {
            put(identity, location, tags);
          }
          Answer<UserIdentity> found = found(identity);
          return found
              .value()
              .map(there -> Answer.of(new Creation(there, isNew)))
              .orElseGet(() -> Answer.not(found.problem().orElseThrow()));
        });
  }

  @Override
  public Answer<UserIdentity> tag(ArmId identity, Map<String, String> tags) {
    return change(
        "tag",
        () -> {
          retag(identity, tags);
          return found(identity);
        });
  }

  @Override
  public Answer<Boolean> delete(ArmId identity) {
    return change("delete", () -> Answer.of(there.remove(identity) != null));
  }

  private <T> Answer<T> change(String name, Supplier<Answer<T>> effect) {
    step.run();
    Answer<T> answer = call(name, effect);
    step.run();
    return losesAnswers ? Answer.not(FakeCompute.problem(Kind.UNAVAILABLE)) : answer;
  }

  private <T> Answer<T> call(String name, Supplier<Answer<T>> effect) {
    calls.add(name);
    Deque<Problem> laidOut = problems.getOrDefault(name, new ArrayDeque<>());
    return laidOut.isEmpty() ? effect.get() : Answer.not(laidOut.poll());
  }
}
