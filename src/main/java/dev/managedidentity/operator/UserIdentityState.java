package dev.managedidentity.operator;

import dev.managedidentity.azure.Identities;
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
 * @param creation how Azure answered the request that was to create it in this look, if it did
 */
record UserIdentityState(
    Optional<UserIdentity> live,
    boolean isGone,
    Optional<Problem> problem,
    List<String> changes,
    Optional<Identities.Creation> creation) {

  private UserIdentityState(
      Optional<UserIdentity> live,
      boolean isGone,
      Optional<Problem> problem,
      List<String> changes) {
    this(live, isGone, problem, changes, Optional.empty());
  }

  /** As Azure answered the request that made it, or found it there after all. */
  static UserIdentityState of(Identities.Creation creation) {
    return new UserIdentityState(
        Optional.of(creation.identity()),
        false,
        Optional.empty(),
        List.of(),
        Optional.of(creation));
  }

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

  /** Whether the operator created it in this look. */
  boolean isCreated() {
    return creation.filter(Identities.Creation::isNew).isPresent();
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
    return new UserIdentityState(live, isGone, problem, List.of(words), creation);
  }

  /** The same as one sees it who has no part in the change. */
  UserIdentityState unconcerned() {
    return changes.isEmpty()
        ? this
        : new UserIdentityState(live, isGone, Optional.empty(), List.of(), creation);
  }

  /** The same, but the change is hindered. */
  UserIdentityState hinderedBy(Problem hindrance) {
    return new UserIdentityState(live, isGone, Optional.of(hindrance), changes, creation);
  }
}
