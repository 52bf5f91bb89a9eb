package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.UserIdentity;
import java.util.List;
import java.util.Optional;

/**
 * Where a user-assigned identity stands in one look at it.
 *
 * @param live as it is now; empty if it is not there or could not be read
 * @param isGone Azure itself says that it is not there
 * @param problem what stands in the way
 * @param changes what is about to be changed, in words
 */
record UserIdentityState(
    Optional<UserIdentity> live, boolean isGone, Optional<Problem> problem, List<String> changes) {

  static UserIdentityState there(UserIdentity live) {
    return new UserIdentityState(Optional.of(live), false, Optional.empty(), List.of());
  }

  static UserIdentityState gone() {
    return new UserIdentityState(Optional.empty(), true, Optional.empty(), List.of());
  }

  /** It is not there, and something stands in the way of making it. */
  static UserIdentityState missing(Problem problem) {
    return new UserIdentityState(Optional.empty(), true, Optional.of(problem), List.of());
  }

  static UserIdentityState unreadable(Problem problem) {
    return new UserIdentityState(Optional.empty(), false, Optional.of(problem), List.of());
  }

  /** Whether it is not there and nothing stands in the way of saying so. */
  boolean isSurelyGone() {
    return isGone && problem.isEmpty();
  }

  /** Whether the change is about to be made, or was sent and its answer was lost. */
  boolean mayHaveBeenSent() {
    return !changes.isEmpty()
        && problem.filter(p -> p.kind() != Problem.Kind.UNAVAILABLE).isEmpty();
  }

  /** The same, and this is about to be changed. */
  UserIdentityState changing(String words) {
    return new UserIdentityState(live, isGone, problem, List.of(words));
  }

  /** The same as one sees it who has no part in the change. */
  UserIdentityState unconcerned() {
    return changes.isEmpty()
        ? this
        : new UserIdentityState(live, isGone, Optional.empty(), List.of());
  }

  /** The same, but the change is hindered. */
  UserIdentityState hinderedBy(Problem hindrance) {
    return new UserIdentityState(live, isGone, Optional.of(hindrance), changes);
  }
}
