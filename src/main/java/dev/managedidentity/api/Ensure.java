package dev.managedidentity.api;

/** Whether a user-assigned identity must be on the target or must not be. */
public enum Ensure {
  Assigned,
  Absent
}
