package dev.managedidentity.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** When one thing in Azure is to be looked at again. Touched by one thread at a time. */
final class Pace {
  private Set<String> seen = Set.of();
  private Instant nextLook = Instant.MIN;
  private Instant closedUntil = Instant.MIN;

  /** Whether there is nothing to do yet: nobody changed a declaration and no time is up. */
  boolean isEarly(Set<String> declared, Instant now) {
    return declared.equals(seen) && isEarly(now);
  }

  /** The same, where it is known that nobody changed a declaration. */
  boolean isEarly(Instant now) {
    return now.isBefore(nextLook);
  }

  Duration untilNextLook(Instant now) {
    return Duration.between(now, nextLook);
  }

  /** Notes a look taken. */
  void looked(Set<String> declared, Instant next) {
    seen = declared;
    nextLook = next;
  }

  /** Notes that a look was spared, for nobody changed anything. */
  void spared(Instant next) {
    nextLook = next;
  }

  /** Azure asked to be left alone: not even a changed declaration leads to a call before then. */
  void close(Instant until) {
    closedUntil = until;
  }

  boolean isClosed(Instant now) {
    return now.isBefore(closedUntil);
  }

  Duration untilOpen(Instant now) {
    return Duration.between(now, closedUntil);
  }
}
