package dev.managedidentity.operator;

import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.UserIdentity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Whether the operator created an identity for an object. Only then deleting the object deletes it
 * without an AzureAccess that allows it. Pure.
 *
 * <p>Azure answers the request that creates an identity with 201, or with 200 where there was one
 * already. Before the request the intent is put on record, so that a crash before the answer is on
 * record loses nothing: what is found soon after is what that request created.
 *
 * @param principalId of the identity that the operator created last for the object; another one of
 *     the same id is not the operator's
 * @param since when a request was about to be sent of which no answer is on record; RFC 3339
 */
record IdentityCreation(String principalId, String since) {

  static final IdentityCreation NONE = new IdentityCreation(null, null);

  /**
   * For how long an identity that appears counts as created by a request without an answer on
   * record. A request takes seconds, and so does a restart; after more time others may have created
   * the identity because the operator did not.
   */
  static final Duration UNANSWERED = Duration.ofMinutes(10);

  /** A request that is tried again soon is on record already; this keeps retries from writing. */
  private static final Duration ON_RECORD = Duration.ofMinutes(5);

  /** What is on record of it. */
  static IdentityCreation of(UserAssignedIdentityStatus status) {
    return new IdentityCreation(status.createdPrincipalId, status.creatingSince);
  }

  /**
   * What is to be on record after a look.
   *
   * @param declared every declaration of the identity
   * @param state as the declaration sees it
   */
  static IdentityCreation after(
      DeclaredIdentity one, List<DeclaredIdentity> declared, UserIdentityState state, Instant now) {
    IdentityCreation before = of(one.status());
    boolean acts = !one.isSuspended() && !one.isLeaving();
    if (state.live().isPresent()) {
      boolean isBy =
          before.isOf(state, now)
              || (acts && state.isCreated())
              || declared.stream().anyMatch(other -> sharesRecord(one, other, state));
      return isBy ? new IdentityCreation(state.live().get().principalId(), null) : NONE;
    }
    if (!state.isGone() || state.changes().isEmpty() || !acts) {
      return before;
    }
    if (state.problem().isEmpty()) {
      return before.sending(one.status().plan.equals(state.changes()), now);
    }
    // A request that Azure refused created nothing: one that appears now is another client's.
    return state.mayHaveBeenSent() ? before : new IdentityCreation(before.principalId, null);
  }

  /**
   * Every declaration of a namespace has what the operator created on its record, so that the last
   * one to be deleted knows it. Another namespace did not have it created.
   */
  private static boolean sharesRecord(
      DeclaredIdentity one, DeclaredIdentity other, UserIdentityState state) {
    return Objects.equals(
            one.resource().getMetadata().getNamespace(),
            other.resource().getMetadata().getNamespace())
        && of(other.status()).isOf(state.live().orElseThrow());
  }

  /**
   * @param isRetry whether the same request was refused before: an answer tells whether it created
   *     the identity, and only a crash before that answer is on record leaves it unknown
   */
  private IdentityCreation sending(boolean isRetry, Instant now) {
    boolean isOnRecord = since == null ? isRetry : isYoungerThan(ON_RECORD, now);
    return isOnRecord ? this : new IdentityCreation(principalId, Reporter.timestamp(now));
  }

  /** Whether a live identity is the one that the operator created. */
  boolean isOf(UserIdentity live) {
    return live.principalId().equals(principalId);
  }

  private boolean isOf(UserIdentityState state, Instant now) {
    return isOf(state.live().orElseThrow())
        || (state.creation().isEmpty() && isYoungerThan(UNANSWERED, now));
  }

  private boolean isYoungerThan(Duration age, Instant now) {
    if (since == null) {
      return false;
    }
    try {
      return Instant.parse(since).plus(age).isAfter(now);
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Whether there may be an identity that the operator created. */
  boolean isPossible() {
    return principalId != null || since != null;
  }

  /** Whether the identity that a look showed, or did not show yet, is the operator's. */
  boolean covers(UserIdentityState state, Instant now) {
    return state.live().isPresent() ? isOf(state, now) : isPossible();
  }
}
