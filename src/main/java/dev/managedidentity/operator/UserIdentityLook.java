package dev.managedidentity.operator;

import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Identities;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.operator.RoleStep.Principal;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.RoleHolder.Presence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at one user-assigned identity: itself, then its roles, then where its ids are told. */
final class UserIdentityLook {
  private static final Logger log = LoggerFactory.getLogger(UserIdentityLook.class);

  private final ArmId id;
  private final UserIdentityMemory memory;
  private final Set<String> declarers;
  private final Tools tools;
  private final Instant now;
  private List<DeclaredIdentity> declared;
  private Duration next;

  /**
   * What every look is taken with.
   *
   * @param jitter from 0 to 1
   */
  record Tools(
      Identities identities,
      RoleStep roles,
      Cluster cluster,
      OperatorSettings settings,
      Reporter reporter,
      Clock clock,
      DoubleSupplier jitter) {}

  /**
   * @param declared all UserAssignedIdentities of it
   * @param declarers who declares that a target must have it
   */
  UserIdentityLook(
      ArmId id,
      UserIdentityMemory memory,
      List<DeclaredIdentity> declared,
      Set<String> declarers,
      Tools tools) {
    this.id = id;
    this.memory = memory;
    this.declared =
        declared.stream()
            .sorted(Comparator.comparing(DeclaredIdentity::declaration, Declaration.BY_AGE))
            .toList();
    this.declarers = declarers;
    this.tools = tools;
    this.now = tools.clock().instant();
    this.next = tools.settings().syncPeriod();
  }

  /** Says when to look again. */
  Duration take() {
    if (declared.stream().allMatch(DeclaredIdentity::isSuspended)) {
      report(Optional.empty(), Optional.empty(), Map.of());
      return next;
    }
    if (memory.pace().isClosed(now)) {
      return memory.pace().untilOpen(now);
    }
    if (isToBeDeleted() && !declarers.isEmpty()) {
      report(Optional.empty(), Optional.empty(), Map.of());
      return next;
    }
    UserIdentityState state = isToBeDeleted() ? read() : keep();
    Optional<RoleOutcome> roles = roles(state);
    if (isToBeDeleted()) {
      state = delete(state, roles);
    } else {
      releaseThoseThatNeedNotStay(roles);
    }
    report(Optional.of(state), roles, publish(state));
    return next;
  }

  /** Whether all that is left of its declarations wants it deleted. */
  private boolean isToBeDeleted() {
    return declared.stream().allMatch(DeclaredIdentity::isLeaving);
  }

  private UserIdentityState read() {
    Answer<UserIdentity> answer = tools.identities().read(id);
    if (answer.value().isPresent()) {
      return UserIdentityState.there(answer.value().get());
    }
    Problem problem = answer.problem().orElseThrow();
    // A subscription may only be out of sight, for want of any right in it.
    boolean gone =
        problem.kind() == Problem.Kind.NOT_FOUND
            || (problem.kind() == Problem.Kind.GROUP_NOT_FOUND
                && !problem.code().equals("SubscriptionNotFound"));
    if (gone) {
      return UserIdentityState.gone();
    }
    wait(problem);
    return UserIdentityState.unreadable(problem);
  }

  /** Reads it, makes it if it is not there, and sees to its tags. */
  private UserIdentityState keep() {
    UserIdentityState state = read();
    if (state.problem().isPresent()) {
      return state;
    }
    return state.isGone() ? create() : tag(state);
  }

  private UserIdentityState create() {
    Answer<String> location = location();
    if (location.problem().isPresent()) {
      return missing(location.problem().get());
    }
    UserIdentityState intent =
        UserIdentityState.gone().changing("create " + id + " in " + location.value().orElseThrow());
    report(Optional.of(intent), Optional.empty(), Map.of());
    log.info("creating {} in {}", id, location.value().orElseThrow());
    Answer<UserIdentity> made =
        tools.identities().create(id, location.value().orElseThrow(), tags().wanted());
    if (made.problem().isPresent()) {
      return missing(made.problem().get());
    }
    memory.pace().succeeded();
    return UserIdentityState.there(made.value().orElseThrow());
  }

  private UserIdentityState missing(Problem problem) {
    wait(problem);
    return UserIdentityState.missing(problem);
  }

  /** What the oldest declaration that names one says; else where the resource group is. */
  private Answer<String> location() {
    return staying().stream()
        .map(one -> one.spec().location)
        .filter(location -> location != null)
        .findFirst()
        .map(Answer::of)
        .orElseGet(() -> tools.identities().groupLocation(id));
  }

  private UserIdentityState tag(UserIdentityState state) {
    UserIdentity live = state.live().orElseThrow();
    Optional<Map<String, String>> tags = tags().change(live.tags());
    if (tags.isEmpty()) {
      memory.pace().succeeded();
      return state;
    }
    UserIdentityState intent = state.changing("set the tags of " + id + " as declared");
    // Which tags are ours must be on record before they are set.
    report(Optional.of(intent), Optional.empty(), Map.of());
    log.info("setting tags of {}", id);
    Answer<UserIdentity> tagged = tools.identities().tag(id, tags.get());
    if (tagged.problem().isPresent()) {
      wait(tagged.problem().get());
      return intent.hinderedBy(tagged.problem().get());
    }
    memory.pace().succeeded();
    return UserIdentityState.there(tagged.value().orElseThrow());
  }

  private Tags tags() {
    return new Tags(declared.stream().filter(one -> !one.isSuspended()).toList());
  }

  private List<DeclaredIdentity> staying() {
    return declared.stream().filter(one -> !one.isLeaving() && !one.isSuspended()).toList();
  }

  private Optional<RoleOutcome> roles(UserIdentityState state) {
    if (state.live().isEmpty() && !state.isGone()) {
      return Optional.empty();
    }
    Principal principal =
        state
            .live()
            .map(live -> new Principal(Presence.THERE, live.principalId()))
            .orElse(new Principal(Presence.NONE, null));
    RoleOutcome outcome =
        tools
            .roles()
            .take(
                principal,
                declared.stream().map(DeclaredIdentity::declaration).toList(),
                memory.roles(),
                intent -> report(Optional.of(state), Optional.of(intent), Map.of()));
    outcome.next().ifPresent(this::noLaterThan);
    return Optional.of(outcome);
  }

  /** Its roles first: Azure leaves role assignments of what is deleted behind as orphans. */
  private UserIdentityState delete(UserIdentityState state, Optional<RoleOutcome> roles) {
    boolean rolesAreGone =
        roles.isPresent()
            && declared.stream().allMatch(one -> roles.get().share(one.declaration()).released());
    if (!rolesAreGone) {
      return state;
    }
    if (!state.isGone()) {
      log.info("deleting {}", id);
      Answer<Boolean> deleted = tools.identities().delete(id);
      if (deleted.problem().isPresent()) {
        wait(deleted.problem().get());
        return state.hinderedBy(deleted.problem().get());
      }
    }
    letGo(declared);
    return UserIdentityState.gone();
  }

  /**
   * Others declare the identity still: it stays, and what leaves takes only its own roles along.
   */
  private void releaseThoseThatNeedNotStay(Optional<RoleOutcome> roles) {
    letGo(
        declared.stream()
            .filter(DeclaredIdentity::isLeaving)
            .filter(
                one ->
                    roles
                        .map(known -> known.share(one.declaration()).released())
                        .orElse(one.declaration().roles().owned().isEmpty()))
            .toList());
  }

  private void letGo(List<DeclaredIdentity> leaving) {
    leaving.forEach(one -> tools.reporter().release(one.resource()));
    List<DeclaredIdentity> staying = new ArrayList<>(declared);
    staying.removeAll(leaving);
    declared = staying;
  }

  /** By the key of the object, what is in the way of telling the ids where it says. */
  private Map<String, Obstacle> publish(UserIdentityState state) {
    return new Publication(tools.cluster()).of(declared, state);
  }

  private void report(
      Optional<UserIdentityState> state,
      Optional<RoleOutcome> roles,
      Map<String, Obstacle> unpublished) {
    UserIdentityStatuses statuses =
        new UserIdentityStatuses(
            id, declared, new UserIdentityStatuses.Seen(state, roles, unpublished, declarers), now);
    List<Report> reports = new ArrayList<>();
    List<DeclaredIdentity> told = new ArrayList<>();
    for (DeclaredIdentity one : declared) {
      UserAssignedIdentityStatus status = statuses.of(one);
      Report report = new Report(one.resource(), one.status(), status, !one.isLeaving());
      reports.add(report);
      told.add(report.differs() ? one.with(status) : one);
    }
    tools.reporter().publish(reports);
    declared = told;
  }

  private void wait(Problem problem) {
    Duration delay =
        Reaction.to(problem.kind(), id)
            .delay(
                problem,
                memory.pace().failed(),
                tools.settings().retryDelay(),
                tools.jitter().getAsDouble());
    if (problem.kind() == Problem.Kind.THROTTLED) {
      memory.pace().close(now.plus(delay));
    }
    next = delay;
  }

  private void noLaterThan(Duration then) {
    next = then.compareTo(next) < 0 ? then : next;
  }
}
