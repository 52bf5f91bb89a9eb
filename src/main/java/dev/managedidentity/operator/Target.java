package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * What the operator remembers of one target between two looks at it. Touched by one thread at a
 * time. Losing it in a restart costs a read and nothing else: what must not be lost is in the
 * statuses.
 */
final class Target {
  private final Pace pace = new Pace();
  private final Backoff backoff = new Backoff();
  private final Attempts patches = new Attempts();
  private final BiFunction<Problem, Integer, Duration> delay;
  private final Isolation isolation;
  private final Repairs repairs = new Repairs();
  private final Contest contest = new Contest();
  private final Inquiry inquiry;
  private final RoleMemory roles = new RoleMemory();
  private final ExtensionMemory extension = new ExtensionMemory();
  private final Set<ArmId> sufficed = new TreeSet<>();
  private Situation last;
  private Untold untold;
  private boolean atRest;
  private Rest rest;
  private ComputeResource seen;
  private Instant lastRead;
  private OperationStatus operation;
  private Attempts operationOf = patches;
  private Instant pollAt = Instant.MIN;
  private int failedPolls;
  private Instant othersChangeSince;
  private final RepeatedAnswer missing = new RepeatedAnswer();
  private final RepeatedAnswer refused = new RepeatedAnswer();

  /**
   * What came of a look and is not in the statuses yet.
   *
   * @param verified when the target was last read before that look
   * @param versions of the declarations that it was about
   */
  record Untold(Situation situation, Optional<Instant> verified, Set<String> versions) {}

  /**
   * @param delay how long to wait after a problem, by how often in a row there was one
   */
  Target(ArmId id, BiFunction<Problem, Integer, Duration> delay) {
    this.inquiry = new Inquiry(id);
    this.delay = delay;
    this.isolation = new Isolation(delay);
  }

  Pace pace() {
    return pace;
  }

  Backoff backoff() {
    return backoff;
  }

  /** The PATCHes of its identity. */
  Attempts patches() {
    return patches;
  }

  /** Which identities it is changed without. */
  Isolation isolation() {
    return isolation;
  }

  /** Who keeps undoing what is declared of it. */
  Contest contest() {
    return contest;
  }

  /** Who may have changed it. */
  Inquiry inquiry() {
    return inquiry;
  }

  /** The stale references of it that were mended. */
  Repairs repairs() {
    return repairs;
  }

  /** How long to wait after one more problem with it. */
  Duration delayAfter(Problem problem, Instant now) {
    Duration wait = delay.apply(problem, backoff.failed(problem));
    if (problem.kind() == Problem.Kind.THROTTLED) {
      pace.close(now.plus(wait));
    }
    return wait;
  }

  RoleMemory roles() {
    return roles;
  }

  ExtensionMemory extension() {
    return extension;
  }

  /** Where the rights of the operator sufficed when they were read last. */
  Set<ArmId> sufficed() {
    return sufficed;
  }

  /**
   * @param at when the look began
   */
  void looked(Situation situation, Instant at) {
    last = situation;
    untold = null;
    rest = null;
    // That Azure asks to be left alone is no news of the target.
    atRest =
        situation.stage() == Situation.Stage.SETTLED
            || (situation.isUnreadForThrottling() && atRest);
    seen = situation.live().orElse(seen);
    lastRead = situation.live().isPresent() ? at : lastRead;
  }

  /** The look is over, and nothing is to be done about the target for a while. */
  void rest(Rest found) {
    rest = found;
  }

  boolean isResting(List<String> basis, Instant now) {
    return rest != null && rest.lasts(basis, now);
  }

  /** It was seen again as it was. */
  void seenAgain(Instant at) {
    lastRead = at;
  }

  /** Until there is something to be done with it that the time brings. */
  Duration untilRestEnds(Instant now) {
    return Duration.between(now, rest.until());
  }

  void tellLater(Untold what) {
    untold = what;
  }

  /**
   * Empty where the declarations are others by now: what is running is told of by the next look.
   */
  Optional<Untold> untold(Set<String> versions) {
    return Optional.ofNullable(untold).filter(what -> what.versions().equals(versions));
  }

  void told() {
    untold = null;
  }

  /** Whether it may be looked at as a list shows it: nothing of ours goes on, or went wrong. */
  boolean isAtRest() {
    return operation == null && (last == null || atRest);
  }

  /** Whether all was as it should be when it was read, not before that time. */
  boolean isKnownAt(Instant oldest) {
    return isAtRest() && lastRead != null && !lastRead.isBefore(oldest);
  }

  /** Whether no look has been taken yet. */
  boolean isNew() {
    return last == null;
  }

  /**
   * As it was seen when its change had to wait for Azure's limits, so that it need not be read
   * again: its ETag tells Azure if anything has happened since. Empty once that was so long ago
   * that a verification is due, for this is none.
   */
  Optional<Sighting> seenForTurn(Instant now) {
    return Optional.ofNullable(last)
        .filter(Situation::isUnsent)
        .flatMap(Situation::live)
        .filter(live -> live.etag() != null)
        .filter(unused -> lastRead.plus(Report.VERIFICATION_NOTED_EVERY).isAfter(now))
        .map(live -> new Sighting(live, lastRead, Sighting.Source.TARGET));
  }

  /** Whether Azure let nobody read it when it was to be looked at last. */
  boolean isOutOfSight() {
    return last != null && last.isUnreadForThrottling();
  }

  /** As it was seen last; empty if it never was. */
  Optional<ComputeResource> seen() {
    return Optional.ofNullable(seen);
  }

  /** When a look that read it last began; empty if none has been taken since the start. */
  Optional<Instant> lastRead() {
    return Optional.ofNullable(lastRead);
  }

  Situation last() {
    return last;
  }

  /**
   * Whether what others leave to its declarations is on their records by now, or cannot be: Azure
   * keeps refusing their credential.
   */
  boolean isTakenNoteOf() {
    return last != null && (last.isTakenNoteOf() || refused.isReliable());
  }

  /** Azure asked to be left alone, and what was known by then can be told. */
  boolean isClosed(Instant now) {
    return last != null && pace.isClosed(now);
  }

  Optional<OperationStatus> operation() {
    return Optional.ofNullable(operation);
  }

  /**
   * @param of the attempts that it is one of
   */
  void operation(OperationStatus running, Attempts of, Instant firstPoll) {
    operation = running;
    operationOf = of;
    pollAt = firstPoll;
    failedPolls = 0;
  }

  /** One more poll in a row that told nothing; says how many. */
  int pollFailed() {
    return ++failedPolls;
  }

  void pollSucceeded() {
    failedPolls = 0;
  }

  void pollAgain(Instant at) {
    pollAt = at;
  }

  /**
   * The change of the identity that Azure works on, if that is what it works on and it is known.
   */
  Optional<IdentityPatch> runningPatch() {
    return Optional.ofNullable(operation)
        .filter(unused -> operationOf == patches)
        .flatMap(unused -> patches.sent())
        .filter(IdentityPatch.class::isInstance)
        .map(IdentityPatch.class::cast);
  }

  Attempts operationOf() {
    return operationOf;
  }

  void operationEnded() {
    operation = null;
  }

  /** How long not to ask yet how the operation goes. */
  Duration untilPoll(Instant now) {
    return Duration.between(now, pollAt);
  }

  /** How long somebody else's change of the target has been seen going on. */
  Duration othersChangeLasts(Instant now) {
    othersChangeSince = othersChangeSince == null ? now : othersChangeSince;
    return Duration.between(othersChangeSince, now);
  }

  /** Azure says that it does not exist. */
  RepeatedAnswer missing() {
    return missing;
  }

  /** Azure does not let this credential read it. */
  RepeatedAnswer refused() {
    return refused;
  }

  /** It was read. */
  void found() {
    missing.ended();
    refused.ended();
  }

  void othersChangeEnded() {
    othersChangeSince = null;
  }
}
