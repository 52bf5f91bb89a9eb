package dev.managedidentity.api;

/** Where one role assignment stands. */
public enum RoleAssignmentState {
  /** It is there, whoever made it. */
  Granted,
  /** Declared, not there yet. */
  Pending,
  /** Made by the operator, not wanted any more, still there. */
  Removing
}
