package dev.managedidentity.azure;

/** Which of several calls goes first where Azure's limits do not leave room for all. */
public enum Priority {
  /** One call in place of many: a list while many operations are awaited. It waits for no turn. */
  URGENT,
  /** A change, and what a change waits for. */
  INTERACTIVE,
  /** Watching for drift: it leaves a part of each bucket to changes. */
  BACKGROUND
}
