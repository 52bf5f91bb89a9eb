package dev.managedidentity.bench;

import java.time.Duration;
import java.time.Instant;

/** Times between two moments of this machine: all that is measured runs on it. */
final class Clocked {
  private Clocked() {}

  static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
