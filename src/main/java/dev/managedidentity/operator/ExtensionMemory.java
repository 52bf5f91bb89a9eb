package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ExtensionPlan;
import java.time.Instant;
import java.util.Optional;

/** What the operator remembers of a target's managed identity extension between two looks. */
final class ExtensionMemory {
  private final Attempts attempts = new Attempts();
  private Problem problem;
  private Object refused;
  private Instant nextTry = Instant.MIN;
  private final Backoff backoff = new Backoff();

  Attempts attempts() {
    return attempts;
  }

  /** What a change is, whoever wants it. */
  static Object of(ExtensionPlan.Change change) {
    return "%s %s %d".formatted(change.present(), change.name(), change.port());
  }

  /** Why this change is not to be tried just now; empty if it is. */
  Optional<Problem> refusal(ExtensionPlan.Change change, Instant now) {
    return of(change).equals(refused) && now.isBefore(nextTry)
        ? Optional.of(problem)
        : Optional.empty();
  }

  Instant nextTry() {
    return nextTry;
  }

  Backoff backoff() {
    return backoff;
  }

  void refused(ExtensionPlan.Change change, Problem by, Instant next) {
    refused = of(change);
    problem = by;
    nextTry = next;
    attempts.forget();
  }

  void settled() {
    backoff.succeeded();
    refused = null;
    attempts.settled();
  }
}
