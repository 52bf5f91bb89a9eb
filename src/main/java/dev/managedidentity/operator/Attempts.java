package dev.managedidentity.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The changes of one kind that were sent to a target, as far as they must be remembered so that one
 * that Azure takes and does not carry out is not sent over and over.
 */
final class Attempts {
  private Object sent;
  private Instant sentAt = Instant.MIN;
  private int vain;
  private String vainBecause = "";

  /**
   * @param change with a value that says what it is
   */
  void sending(Object change, Instant now) {
    vain = change.equals(sent) ? vain + 1 : 0;
    sent = change;
    sentAt = now;
  }

  /** The change that was sent last, if it counts still. */
  Optional<Object> sent() {
    return Optional.ofNullable(sent);
  }

  /** Another change took the place of ours, or it was refused: the next one is no repetition. */
  void forget() {
    sent = null;
    vainBecause = "";
  }

  void inVain(String because) {
    vainBecause = because;
  }

  String vainBecause() {
    return vainBecause;
  }

  /** What was to be changed is as it must be. */
  void settled() {
    forget();
    vain = 0;
  }

  /**
   * How long not to send a change: the very same one was accepted and is not to be seen, because
   * the operation failed or because Azure says it did what it did not.
   */
  Duration untilSendable(Object change, Duration retryDelay, Instant now) {
    if (!change.equals(sent)) {
      return Duration.ZERO;
    }
    Duration pause = retryDelay.multipliedBy(Math.min(1L << Math.min(vain, 10), 60));
    return Duration.between(now, sentAt.plus(pause));
  }
}
