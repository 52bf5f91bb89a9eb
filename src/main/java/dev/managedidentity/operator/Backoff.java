package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import java.util.Collection;
import java.util.List;

/**
 * Counts the consecutive failures of one kind of work on one thing, from which the delay before the
 * next attempt follows. A request that the client-side rate limiter deferred was not sent, so it is
 * no failure. Touched by one thread at a time.
 */
final class Backoff {
  private int failures;

  /** Counts a failure; says how many there were in a row, at least 1. */
  int failed(Problem problem) {
    return failed(List.of(problem));
  }

  /** The same for all problems of one attempt, which count once. */
  int failed(Collection<Problem> problems) {
    if (!problems.stream().allMatch(Problem::isUnsent)) {
      failures++;
    }
    return Math.max(1, failures);
  }

  void succeeded() {
    failures = 0;
  }
}
