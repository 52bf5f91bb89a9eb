package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

/** Where one role assignment stands. */
public enum RoleAssignmentState {
  /** It is there, whoever made it. */
  Granted,
  /** Declared, not there yet. */
  Pending,
  /** Made by the operator, not wanted any more, still there. */
  Removing;

  /**
   * Null for a word that this version does not know, such as one of a newer version before a
   * rollback: no object with such a status may keep the others from being read.
   */
  @JsonCreator
  static RoleAssignmentState of(String word) {
    return Arrays.stream(values()).filter(one -> one.name().equals(word)).findAny().orElse(null);
  }
}
