package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a look at a user-assigned identity that is about the identity itself. */
final class UserIdentityStep {
  private static final Logger log = LoggerFactory.getLogger(UserIdentityStep.class);

  private final ArmId id;
  private final List<DeclaredIdentity> declared;
  private final UserIdentityMemory memory;
  private final UserIdentityLook.Tools tools;
  private final Instant now;
  private final Tags tags;
  private Optional<Duration> pause = Optional.empty();

  /**
   * @param declared all UserAssignedIdentities of it, oldest first
   */
  UserIdentityStep(
      ArmId id,
      List<DeclaredIdentity> declared,
      UserIdentityMemory memory,
      UserIdentityLook.Tools tools,
      Instant now) {
    this.id = id;
    this.declared = declared;
    this.memory = memory;
    this.tools = tools;
    this.now = now;
    this.tags = new Tags(declared);
  }

  /** How long to wait before the next look, where something went wrong. */
  Optional<Duration> pause() {
    return pause;
  }

  UserIdentityState read() {
    Answer<UserIdentity> answer = tools.identities().read(id);
    if (answer.value().isPresent()) {
      return UserIdentityState.there(answer.value().get());
    }
    Problem refusal = answer.problem().orElseThrow();
    if (refusal.kind() == Problem.Kind.NOT_FOUND) {
      return UserIdentityState.gone();
    }
    Problem explained = tools.gone().explain(refusal, id.text());
    Problem problem =
        explained.kind() == Problem.Kind.NOT_FOUND
            ? explained.as(Problem.Kind.GROUP_NOT_FOUND)
            : explained;
    hindered(problem);
    // A subscription may only be out of sight, for want of any right in it.
    return problem.kind() == Problem.Kind.GROUP_NOT_FOUND
            && !problem.code().equals("SubscriptionNotFound")
        ? UserIdentityState.missing(problem)
        : UserIdentityState.unreadable(problem);
  }

  /**
   * Reads it, makes it if it is not there, and sees to its tags.
   *
   * @param intent is told what is about to be done, to put it on record
   */
  UserIdentityState keep(Consumer<UserIdentityState> intent) {
    UserIdentityState state = read();
    if (state.live().isPresent()) {
      return tag(state, intent);
    }
    boolean wanted = declared.stream().anyMatch(one -> !one.isLeaving() && !one.isSuspended());
    return state.problem().isPresent() || !wanted ? state : create(intent);
  }

  private UserIdentityState create(Consumer<UserIdentityState> intent) {
    Answer<String> location = location();
    if (location.problem().isPresent()) {
      hindered(location.problem().get());
      return UserIdentityState.missing(location.problem().get());
    }
    String where = location.value().orElseThrow();
    UserIdentityState making = UserIdentityState.gone().changing("create " + id + " in " + where);
    // Which tags are ours must be on record before they are set.
    intent.accept(making);
    log.info("creating {} in {}", id, where);
    return changed(
        making,
        tools.identities().create(id, where, tags.change(Map.of()).orElse(Map.of())),
        UserIdentityState::of);
  }

  /** What the oldest declaration that names one says; else where the resource group is. */
  private Answer<String> location() {
    return declared.stream()
        .filter(one -> !one.isLeaving() && one.spec().location != null)
        .map(one -> one.spec().location)
        .findFirst()
        .map(Answer::of)
        .orElseGet(() -> tools.identities().groupLocation(id));
  }

  private UserIdentityState tag(UserIdentityState state, Consumer<UserIdentityState> intent) {
    Optional<Map<String, String>> change = tags.change(state.live().orElseThrow().tags());
    if (change.isEmpty()) {
      memory.backoff().succeeded();
      return state;
    }
    UserIdentityState tagging = state.changing("set the tags of " + id + " as declared");
    intent.accept(tagging);
    log.info("setting tags of {}", id);
    return changed(tagging, tools.identities().tag(id, change.get()), UserIdentityState::there);
  }

  private <T> UserIdentityState changed(
      UserIdentityState making, Answer<T> answer, Function<T, UserIdentityState> state) {
    if (answer.problem().isPresent()) {
      hindered(answer.problem().get());
      return making.hinderedBy(answer.problem().get());
    }
    memory.backoff().succeeded();
    return state.apply(answer.value().orElseThrow());
  }

  /** Deletes it, unless it could not be read; gone and without a problem once it is done. */
  UserIdentityState delete(UserIdentityState state) {
    if (state.live().isEmpty() && !state.isGone()) {
      return state;
    }
    // Without its group it is not there. One that is only not to be seen may have just been made:
    // Azure does not show it at once.
    if (state.problem().isEmpty()) {
      log.info("deleting {}", id);
      Answer<Boolean> deleted = tools.identities().delete(id);
      if (deleted.problem().isPresent()) {
        hindered(deleted.problem().get());
        return state.hinderedBy(deleted.problem().get());
      }
    }
    return UserIdentityState.gone();
  }

  private void hindered(Problem problem) {
    Duration delay =
        Reaction.to(problem.kind(), id)
            .delay(
                problem,
                memory.backoff().failed(problem),
                tools.settings().retryDelay(),
                tools.jitter().getAsDouble());
    if (problem.kind() == Problem.Kind.THROTTLED) {
      memory.pace().close(now.plus(delay));
    }
    pause = Optional.of(delay);
  }
}
