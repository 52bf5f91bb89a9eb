package dev.managedidentity.azure;

import java.time.Duration;
import java.util.Optional;

/**
 * A change that Azure took.
 *
 * @param operation what to poll; empty if Azure was done at once
 * @param retryAfter how long to wait before the first poll
 */
public record Accepted(Optional<Operation> operation, Duration retryAfter) {}
