package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

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
  PreExisting;

  /**
   * Null for a word that this version does not know, such as one of a newer version before a
   * rollback: no object with such a status may keep the others from being read.
   */
  @JsonCreator
  static IdentityState of(String word) {
    return Arrays.stream(values()).filter(one -> one.name().equals(word)).findAny().orElse(null);
  }
}
