package dev.managedidentity.api;

/** Whether the target must have a system-assigned identity. */
public enum SystemAssigned {
  Enabled,
  Disabled
}
