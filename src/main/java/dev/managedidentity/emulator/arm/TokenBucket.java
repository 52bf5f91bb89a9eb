package dev.managedidentity.emulator.arm;

import java.time.Duration;
import java.time.Instant;

/** A bucket that fills steadily up to its burst; each request takes one token out. */
final class TokenBucket {
  private final double perSecond;
  private final int burst;
  private double tokens;
  private Instant last;

  TokenBucket(double perSecond, int burst, Instant now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.last = now;
  }

  /** Takes a token, and says whether there was one. */
  boolean take(Instant now) {
    double passed = Duration.between(last, now).toNanos() / 1e9;
    tokens = Math.min(burst, tokens + Math.max(0, passed) * perSecond);
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  int remaining() {
    return (int) tokens;
  }

  /** Whole seconds, rounded up, until so many tokens are there. */
  int secondsUntil(int wanted) {
    return (int) Math.max(1, Math.ceil((wanted - tokens) / perSecond));
  }
}
