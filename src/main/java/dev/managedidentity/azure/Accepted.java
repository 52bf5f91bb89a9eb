package dev.managedidentity.azure;

import java.time.Duration;
import java.util.Optional;

/**
 * A change that Azure took.
 *
 * @param operation what to poll; empty if Azure was done at once
 * @param retryAfter how long to wait before the first poll
 * @param principalId of the system-assigned identity that the target has now; empty if it has none,
 *     or if the answer does not show it
 */
public record Accepted(
    Optional<Operation> operation, Duration retryAfter, Optional<String> principalId) {

  /** A change of something that has no system-assigned identity. */
  public Accepted(Optional<Operation> operation, Duration retryAfter) {
    this(operation, retryAfter, Optional.empty());
  }
}
