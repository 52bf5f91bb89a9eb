package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.plan.IdentityPatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator remembers of one target between two looks at it. Touched by one thread at a
 * time. Losing it in a restart costs a read and nothing else: what must not be lost is in the
 * statuses.
 */
final class Target {
  private Set<String> seen = Set.of();
  private Instant nextLook = Instant.MIN;
  private Instant closedUntil = Instant.MIN;
  private Situation last;
  private OperationStatus operation;
  private Instant pollAt = Instant.MIN;
  private int failures;
  private IdentityPatch sent;
  private Instant sentAt = Instant.MIN;
  private int vain;
  private String vainBecause = "";
  private Instant othersChangeSince;

  /** Whether there is nothing to do yet: nobody changed a declaration and no time is up. */
  boolean isEarly(Set<String> declared, Instant now) {
    return declared.equals(seen) && now.isBefore(nextLook);
  }

  Duration untilNextLook(Instant now) {
    return Duration.between(now, nextLook);
  }

  /** Notes a look taken. */
  void looked(Set<String> declared, Situation situation, Instant now) {
    seen = declared;
    last = situation;
    nextLook = now.plus(situation.next());
  }

  Situation last() {
    return last;
  }

  /** Azure asked to be left alone: not even a changed declaration leads to a call before then. */
  void close(Instant until) {
    closedUntil = until;
  }

  boolean isClosed(Instant now) {
    return last != null && now.isBefore(closedUntil);
  }

  Duration untilOpen(Instant now) {
    return Duration.between(now, closedUntil);
  }

  Optional<OperationStatus> operation() {
    return Optional.ofNullable(operation);
  }

  void operation(OperationStatus running, Instant firstPoll) {
    operation = running;
    pollAt = firstPoll;
  }

  void operationEnded() {
    operation = null;
  }

  /** How long not to ask yet how the operation goes. */
  Duration untilPoll(Instant now) {
    return Duration.between(now, pollAt);
  }

  int failed() {
    return ++failures;
  }

  /** The target has what is declared. */
  void settled() {
    failures = 0;
    sent = null;
    vain = 0;
    vainBecause = "";
  }

  void sending(IdentityPatch patch, Instant now) {
    vain = patch.equals(sent) ? vain + 1 : 0;
    sent = patch;
    sentAt = now;
  }

  /** Another change took the place of ours, or it was refused: the next one is no repetition. */
  void forgetSent() {
    sent = null;
    vainBecause = "";
  }

  void sentInVain(String because) {
    vainBecause = because;
  }

  String vainBecause() {
    return vainBecause;
  }

  /**
   * How long not to send a PATCH: the very same one was accepted and its change is not to be seen,
   * because the operation failed or because Azure says it did what it did not.
   */
  Duration untilSendable(IdentityPatch patch, Duration retryDelay, Instant now) {
    if (!patch.equals(sent)) {
      return Duration.ZERO;
    }
    Duration pause = retryDelay.multipliedBy(Math.min(1L << Math.min(vain, 10), 60));
    return Duration.between(now, sentAt.plus(pause));
  }

  /** How long somebody else's change of the target has been seen going on. */
  Duration othersChangeLasts(Instant now) {
    othersChangeSince = othersChangeSince == null ? now : othersChangeSince;
    return Duration.between(othersChangeSince, now);
  }

  void othersChangeEnded() {
    othersChangeSince = null;
  }
}
