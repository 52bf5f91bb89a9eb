package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Roles;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.RoleHolder;
import dev.managedidentity.plan.RoleHolder.Presence;
import dev.managedidentity.plan.RolePlan;
import dev.managedidentity.plan.RolePlanner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * The part of a look that is about roles: those of a target's system-assigned identity, or those of
 * a user-assigned one.
 */
final class RoleStep {

  /**
   * How many periods role assignments that are as declared are not read again: they drift far more
   * seldom than identities, and each scope is a read of its own.
   */
  static final int PERIODS = 10;

  private final Roles roles;
  private final GoneScopes gone;
  private final RoleDefinitions definitions;
  private final OperatorSettings settings;
  private final Clock clock;
  private final DoubleSupplier jitter;

  /**
   * @param jitter from 0 to 1
   */
  RoleStep(
      Roles roles, GoneScopes gone, OperatorSettings settings, Clock clock, DoubleSupplier jitter) {
    this.roles = roles;
    this.gone = gone;
    this.definitions = new RoleDefinitions(roles);
    this.settings = settings;
    this.clock = clock;
    this.jitter = jitter;
  }

  /**
   * Who is to have the roles.
   *
   * @param id null unless it is there
   */
  record Principal(Presence presence, String id) {}

  /**
   * Reads, plans, grants and takes away, if it is time to.
   *
   * @param intent is told what is about to be granted, to put it on record
   */
  RoleOutcome take(
      Principal principal,
      List<Declaration> declarations,
      RoleMemory memory,
      Consumer<RoleOutcome> intent) {
    Instant now = clock.instant();
    String about = about(principal, declarations);
    if (!concerns(declarations)) {
      return new RoleOutcome(
          RolePlanner.plan(declarations, RoleHolder.UNKNOWN),
          memory.problems(),
          Optional.empty(),
          false);
    }
    if (!memory.isDue(about, now)) {
      RolePlan plan = new RoleTry(roles, gone, definitions, declarations).known(memory.holder());
      Duration left = Duration.between(now, memory.due());
      return new RoleOutcome(plan, memory.problems(), Optional.of(left), false);
    }
    RoleTry tried = new RoleTry(roles, gone, definitions, declarations);
    RolePlan plan =
        tried.carryOut(
            principal,
            made ->
                intent.accept(new RoleOutcome(made, memory.problems(), Optional.empty(), true)));
    Duration next = next(tried, memory);
    memory.looked(about, tried.holder(), tried.problems(), now.plus(next));
    return new RoleOutcome(plan, tried.problems(), Optional.of(next), false, tried.mismatched());
  }

  /** Whether there is anything to ask Azure for. */
  private static boolean concerns(List<Declaration> declarations) {
    return declarations.stream()
        .filter(one -> !one.suspended())
        .anyMatch(one -> !one.roles().wanted().isEmpty() || !one.roles().owned().isEmpty());
  }

  /** What a look would be about: whenever it changes, it is time for one. */
  private static String about(Principal principal, List<Declaration> declarations) {
    return principal
        + declarations.stream()
            .map(
                one ->
                    "%s %s %s %s %s"
                        .formatted(
                            one.key(),
                            one.mode(),
                            one.suspended(),
                            one.leaving(),
                            one.roles().wanted()))
            .sorted()
            .collect(Collectors.joining("; "));
  }

  private Duration next(RoleTry tried, RoleMemory memory) {
    if (tried.problems().isEmpty()) {
      memory.backoff().succeeded();
      return settings.syncPeriod().multipliedBy(PERIODS);
    }
    int failures = memory.backoff().failed(tried.problems().values());
    double spread = jitter.getAsDouble();
    // One that Azure asks to be left alone with holds up the rest: all are calls to the same.
    Optional<Duration> pause = tried.throttled().map(problem -> delay(problem, failures, spread));
    pause.ifPresent(until -> memory.close(clock.instant().plus(until)));
    return pause.orElseGet(
        () ->
            tried.problems().values().stream()
                .map(problem -> delay(problem, failures, spread))
                .min(Duration::compareTo)
                .orElseThrow());
  }

  private Duration delay(Problem problem, int failures, double spread) {
    return Reaction.toRole(problem.kind()).delay(problem, failures, settings.retryDelay(), spread);
  }
}
