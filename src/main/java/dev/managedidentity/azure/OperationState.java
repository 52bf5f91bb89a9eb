package dev.managedidentity.azure;

import java.time.Duration;

/**
 * How an operation goes.
 *
 * @param retryAfter how long to wait before the next poll, while it is running
 * @param code Azure's error code, where it failed; null otherwise
 * @param message Azure's error message, where it failed; null otherwise
 */
public record OperationState(Phase phase, Duration retryAfter, String code, String message) {

  /** Where an operation stands. */
  public enum Phase {
    RUNNING,
    SUCCEEDED,
    /** A newer change of the target took its place; not a failure: read and plan again. */
    PREEMPTED,
    FAILED
  }

  /** It has ended, and well. */
  public static OperationState succeeded() {
    return new OperationState(Phase.SUCCEEDED, Duration.ZERO, null, null);
  }
}
