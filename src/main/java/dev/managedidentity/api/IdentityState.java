package dev.managedidentity.api;

/** Where one identity of a target stands. */
public enum IdentityState {
  /** On the target because this operator put it there. */
  Assigned,
  /** Wanted, not there yet. */
  Pending,
  /** Not wanted any more, still there. */
  Removing,
  /** Wanted, but no identity has this id. */
  NotFound,
  /** Wanted, but the operator may not assign it. */
  Unauthorized,
  /** On the target, but pointing at an identity that was deleted and created again. */
  Stale,
  /** On the target, put there by others and declared by nobody. */
  Foreign,
  /** Wanted, and there before this operator came. */
  PreExisting
}
