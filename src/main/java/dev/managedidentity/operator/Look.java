package dev.managedidentity.operator;

import dev.managedidentity.azure.Compute;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Rights;
import dev.managedidentity.operator.RoleStep.Principal;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionPlanner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One look at one target: its identity, then the roles of it, then the legacy extension. */
final class Look {

  /**
   * How long somebody else's change of the target is waited for. A newer change of a scale set
   * preempts a running one, and one of a machine is refused, so ours is held back; but a target can
   * stay in Updating for days.
   */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private final ArmId id;
  private final Target target;
  private final Tools tools;
  private final Instant now;
  private final List<Declared> bystanders;
  private List<Declared> declared;
  private Instant readAt;
  private Instant knownUntil = Instant.MAX;
  private boolean isTold = true;

  /**
   * What every look is taken with.
   *
   * @param jitter from 0 to 1
   */
  record Tools(
      Compute compute,
      Listings listings,
      Rights rights,
      RoleStep roles,
      Inquiry.Desk desk,
      KnownIdentities known,
      GoneScopes gone,
      OperatorSettings settings,
      Reporter reporter,
      Metrics metrics,
      Clock clock,
      DoubleSupplier jitter) {

    /** How long until the next look at a target on which nothing is to be done. */
    Duration nextPeriod() {
      // A tenth either way, so that targets declared together are not read together for ever.
      long millis = settings.syncPeriod().toMillis();
      return Duration.ofMillis((long) (millis * (0.9 + 0.2 * jitter.getAsDouble())));
    }

    /** How long to wait after a problem with a target, by how often in a row there was one. */
    BiFunction<Problem, Integer, Duration> delays(ArmId target) {
      return (problem, failures) ->
          Reaction.to(problem.kind(), target)
              .delay(problem, failures, settings.retryDelay(), jitter.getAsDouble());
    }
  }

  /**
   * @param declared what is carried out and told of with these tools
   * @param bystanders what counts as declared beside that
   */
  Look(ArmId id, Target target, List<Declared> declared, List<Declared> bystanders, Tools tools) {
    this.id = id;
    this.target = target;
    this.declared = declared;
    this.bystanders = bystanders;
    this.tools = tools;
    this.now = tools.clock().instant();
    this.readAt = now;
  }

  Situation take() {
    return extension(roles(observe()));
  }

  /** When the target was read that the outcome is about, if it was. */
  Instant readAt() {
    return readAt;
  }

  /**
   * The target is left in peace if nothing is to be done about it.
   *
   * @param basis what decided what is declared of it
   */
  void rest(Situation situation, List<String> basis) {
    Instant next = now.plus(target.inquiry().noLaterThan(Rest.LONGEST, tools));
    Instant soonest =
        Stream.concat(Stream.of(next, knownUntil), rolesDue(situation).stream())
            .min(Instant::compareTo)
            .orElseThrow();
    Rest.after(situation, declared, basis, soonest).ifPresent(target::rest);
  }

  private Optional<Instant> rolesDue(Situation situation) {
    return situation.beside().roles().flatMap(RoleOutcome::next).map(now::plus);
  }

  /**
   * Writes into the statuses what came of a look.
   *
   * @param verified when the target was last read before that look; empty if that is not known
   * @return the leaving declarations that have nothing more to take away; none where what they
   *     leave to others may not be on the others' records
   */
  List<Declared> tell(Situation situation, Optional<Instant> verified) {
    // Those that stay first: what a leaving one leaves to them must be on their record by then. One
    // that may go gets no last status: the write would only race with its finalizer's removal.
    Map<Boolean, List<Declared>> byEnd =
        declared.stream().collect(Collectors.partitioningBy(d -> Ending.isDone(d, situation)));
    Reporter.Told told = tools.reporter().report(id, byEnd.get(false), situation, verified);
    isTold = told.isWhole();
    return told.isHandedOver() ? byEnd.get(true) : List.of();
  }

  /** Whether all statuses could be written. */
  boolean isTold() {
    return isTold;
  }

  private Situation observe() {
    if (declared.stream().allMatch(d -> d.declaration().suspended())) {
      return Situation.idle(tools.settings().syncPeriod());
    }
    if (target.isClosed(now)) {
      return target.last().stillClosed(target.pace().untilOpen(now));
    }
    Operations operations = new Operations(id, target, tools.listings(), now);
    return operations
        .follow(declared, tools.compute()::poll, problem -> target.delayAfter(problem, now))
        .orElseGet(() -> identity(operations.shown()));
  }

  private Situation identity(Optional<Sighting> shown) {
    IdentityStep step = new IdentityStep(id, target, tools, now, all(), this::record);
    Situation situation = step.take(shown);
    readAt = step.readAt();
    knownUntil = step.knownUntil();
    return situation;
  }

  private List<Declaration> declarations() {
    return all().stream().map(Declared::declaration).toList();
  }

  private List<Declared> all() {
    return Stream.concat(declared.stream(), bystanders.stream()).toList();
  }

  /** Writes into the statuses whose it will be that is about to be changed. */
  private void record(Situation intent) {
    declared = tools.reporter().record(id, declared, intent, target.lastRead());
  }

  /** Writes what is about to be done into the statuses: the outcome does not tell of it. */
  private void announce(Situation intent) {
    declared = tools.reporter().announce(id, declared, intent, target.lastRead());
  }

  private Situation roles(Situation situation) {
    Optional<Principal> principal = Ending.principal(situation);
    if (principal.isEmpty()) {
      return situation;
    }
    RoleOutcome outcome =
        tools
            .roles()
            .take(
                principal.get(),
                declarations(),
                target.roles(),
                intent -> announce(situation.with(intent)));
    return situation.with(outcome).noLaterThan(outcome.next().orElse(situation.next()));
  }

  private Situation extension(Situation situation) {
    if (situation.live().isEmpty()) {
      return situation;
    }
    ComputeResource live = situation.live().get();
    return new ExtensionStep(
            target, tools, now, ExtensionPlanner.plan(declarations(), live.extensions()), live)
        .take(situation, this::announce);
  }
}
