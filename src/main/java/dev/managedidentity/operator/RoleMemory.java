package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.RoleHolder;
import java.time.Instant;
import java.util.Map;

/**
 * What the operator remembers of the roles of one principal between two looks. Losing it in a
 * restart costs a few reads and nothing else.
 */
final class RoleMemory {
  private String about = "";
  private RoleHolder holder = RoleHolder.UNKNOWN;
  private Map<String, Problem> problems = Map.of();
  private Instant due = Instant.MIN;
  private Instant closedUntil = Instant.MIN;
  private final Backoff backoff = new Backoff();

  /**
   * @param now of what is to be looked at: who is declared to have which roles
   */
  boolean isDue(String now, Instant time) {
    return !time.isBefore(closedUntil) && (!about.equals(now) || !time.isBefore(due));
  }

  /** Azure asked to be left alone: not even a changed declaration leads to a call before then. */
  void close(Instant until) {
    closedUntil = until;
  }

  RoleHolder holder() {
    return holder;
  }

  Map<String, Problem> problems() {
    return problems;
  }

  Instant due() {
    return due;
  }

  Backoff backoff() {
    return backoff;
  }

  void looked(String at, RoleHolder seen, Map<String, Problem> found, Instant next) {
    about = at;
    holder = seen;
    problems = Map.copyOf(found);
    due = next;
  }
}
