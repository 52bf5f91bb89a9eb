package dev.managedidentity.operator;

import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.Identities;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One look at one user-assigned identity: itself, then its roles, then where its ids are told. */
final class UserIdentityLook {
  private static final Comparator<DeclaredIdentity> BY_AGE =
      Comparator.comparing(DeclaredIdentity::declaration, Declaration.BY_AGE);

  private final ArmId id;
  private final UserIdentityMemory memory;
  private final Set<String> own;
  private final Set<String> declarers;
  private final Tools tools;
  private final Instant now;
  private List<DeclaredIdentity> declared;
  private Duration next;

  /** The uids of the declarations whose statuses could not be written in the last report. */
  private Set<String> unwritten = Set.of();

  private boolean isHandedOver = true;

  /**
   * What every look is taken with.
   *
   * @param jitter from 0 to 1
   */
  record Tools(
      Identities identities,
      GoneScopes gone,
      RoleStep roles,
      Cluster cluster,
      OperatorSettings settings,
      Reporter reporter,
      Clock clock,
      DoubleSupplier jitter) {}

  /**
   * @param declared all UserAssignedIdentities of it
   * @param isOwn which of them are carried out and told of with these tools; the others stand by
   * @param declarers who declares that a target must have it
   */
  UserIdentityLook(
      ArmId id,
      UserIdentityMemory memory,
      List<DeclaredIdentity> declared,
      Predicate<DeclaredIdentity> isOwn,
      Set<String> declarers,
      Tools tools) {
    this.id = id;
    this.memory = memory;
    this.declared =
        declared.stream()
            .map(one -> isOwn.test(one) ? one : one.standingBy())
            .sorted(BY_AGE)
            .toList();
    this.own =
        declared.stream()
            .filter(isOwn)
            .map(one -> one.declaration().key())
            .collect(Collectors.toSet());
    this.declarers = declarers;
    this.tools = tools;
    this.now = tools.clock().instant();
    this.next = tools.settings().syncPeriod();
  }

  /** Says when to look again. */
  Duration take() {
    if (declared.stream().allMatch(DeclaredIdentity::isSuspended)
        || (mayBeDeleted() && !declarers.isEmpty() && !memory.pace().isClosed(now))) {
      report(Optional.empty(), Optional.empty());
      return next;
    }
    if (memory.pace().isClosed(now)) {
      return memory.pace().untilOpen(now);
    }
    UserIdentityStep step = new UserIdentityStep(id, declared, memory, tools, now);
    UserIdentityState state =
        isToBeDeleted()
            ? step.read()
            : step.keep(intent -> record(Optional.of(intent), Optional.empty()));
    Optional<RoleOutcome> roles = roles(state);
    List<DeclaredIdentity> done = done(state, roles);
    if (isToBeDeleted()) {
      // Its roles first: Azure leaves role assignments of what is deleted behind as orphans.
      boolean isBare = done.size() == declared.size();
      if (isDeletable(state)) {
        state = isBare ? step.delete(state) : state;
        done = isBare && state.isSurelyGone() ? done : List.of();
      } else if (isBare) {
        retain(state, done);
      }
    }
    step.pause().ifPresent(pause -> next = pause);
    roles.flatMap(RoleOutcome::next).ifPresent(this::noLaterThan);
    tell(state, roles, done);
    return next;
  }

  /** Whether all that is left of its declarations wants it deleted. */
  private boolean isToBeDeleted() {
    return declared.stream().allMatch(DeclaredIdentity::isLeaving);
  }

  /** Whether it is to be deleted, and not ruled out that it may be. */
  private boolean mayBeDeleted() {
    return isToBeDeleted() && declared.stream().anyMatch(DeclaredIdentity::mayDeleteIdentity);
  }

  /** With the permission of a declaration that acts with this credential, and no other. */
  private boolean isDeletable(UserIdentityState state) {
    return declared.stream().filter(this::isOwn).anyMatch(one -> one.mayDelete(state, now));
  }

  /** Tells that an identity stays of which another credential does not dispose either. */
  private void retain(UserIdentityState state, List<DeclaredIdentity> done) {
    if (!state.isGone() && declared.stream().noneMatch(one -> one.mayDelete(state, now))) {
      done.stream().filter(this::isOwn).forEach(one -> one.tellRetained(tools.cluster()));
    }
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
    return Optional.of(
        tools
            .roles()
            .take(
                principal,
                declared.stream().map(DeclaredIdentity::declaration).toList(),
                memory.roles(),
                intent -> record(Optional.of(state), Optional.of(intent))));
  }

  private boolean isOwn(DeclaredIdentity one) {
    return own.contains(one.declaration().key());
  }

  /** The leaving ones that have nothing more to take away, but perhaps the identity itself. */
  private List<DeclaredIdentity> done(UserIdentityState state, Optional<RoleOutcome> roles) {
    return declared.stream()
        .filter(DeclaredIdentity::isLeaving)
        .filter(
            one ->
                roles
                    .filter(unused -> isOwn(one))
                    .map(known -> known.share(one.declaration()).released())
                    // The roles of one that stands by go with other rights, and off its record.
                    .orElse(one.declaration().roles().owned().isEmpty()))
        .filter(one -> isToBeDeleted() || isUntagged(one, state))
        .toList();
  }

  private boolean isUntagged(DeclaredIdentity one, UserIdentityState state) {
    return state
        .live()
        .map(live -> !new Tags(declared).concerns(one, live.tags()))
        .orElse(state.isGone() || one.status().tags.isEmpty());
  }

  /**
   * Those that stay first: what a leaving one leaves to them must be on their record by then. One
   * that may go gets no last status: the write would only race with its finalizer's removal.
   */
  private void tell(
      UserIdentityState state, Optional<RoleOutcome> roles, List<DeclaredIdentity> done) {
    List<DeclaredIdentity> staying =
        declared.stream().filter(this::isOwn).filter(one -> !done.contains(one)).toList();
    report(staying, Optional.of(state), roles, new Publication(tools.cluster()).of(staying, state));
    if (!isHandedOver) {
      // What those that are done leave to the others may not be on the others' records.
      return;
    }
    done.stream().filter(this::isOwn).forEach(one -> tools.cluster().release(one.resource()));
  }

  /**
   * Puts on record what is about to be done.
   *
   * @throws IntentNotRecorded for the declarations whose record cannot be written
   */
  private void record(Optional<UserIdentityState> state, Optional<RoleOutcome> roles) {
    report(state, roles);
    if (!unwritten.isEmpty()) {
      throw new IntentNotRecorded(unwritten);
    }
  }

  private void report(Optional<UserIdentityState> state, Optional<RoleOutcome> roles) {
    Map<Boolean, List<DeclaredIdentity>> byOwner =
        declared.stream().collect(Collectors.partitioningBy(this::isOwn));
    declared =
        Stream.concat(
                report(byOwner.get(true), state, roles, Map.of()).stream(),
                byOwner.get(false).stream())
            .sorted(BY_AGE)
            .toList();
  }

  /** Tells some of the declarations how they stand; says what they are then. */
  private List<DeclaredIdentity> report(
      List<DeclaredIdentity> some,
      Optional<UserIdentityState> state,
      Optional<RoleOutcome> roles,
      Map<String, Publication.Outcome> published) {
    UserIdentityStatuses statuses =
        new UserIdentityStatuses(
            id,
            declared,
            new UserIdentityStatuses.Seen(state, roles, published, declarers),
            now,
            tools.reporter().proofs());
    List<Report> reports = new ArrayList<>();
    for (DeclaredIdentity one : some) {
      UserAssignedIdentityStatus status = statuses.of(one);
      Report report =
          new Report(one.resource(), one.status(), status, !one.isLeaving(), statuses.ignored(one));
      Drift.note(report, Optional.empty(), Reporter.timestamp(now));
      reports.add(report);
    }
    Reporter.Published came = tools.reporter().publish(reports);
    Set<Report> written = came.written();
    unwritten = uids(came.failed().stream());
    isHandedOver = came.failed().stream().noneMatch(Report::gains);
    List<DeclaredIdentity> told = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      Report report = reports.get(i);
      DeclaredIdentity one = some.get(i);
      told.add(
          written.contains(report) ? one.with((UserAssignedIdentityStatus) report.after()) : one);
    }
    return told;
  }

  private static Set<String> uids(Stream<Report> reports) {
    return reports
        .map(report -> report.resource().getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  private void noLaterThan(Duration then) {
    next = then.compareTo(next) < 0 ? then : next;
  }
}
