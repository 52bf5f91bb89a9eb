package dev.managedidentity.azure;

/** Which of two calls goes first where Azure's limits do not leave room for both. */
public enum Priority {
  /** A change, and what a change waits for. */
  INTERACTIVE,
  /** Watching for drift: it leaves a part of each bucket to changes. */
  BACKGROUND
}
