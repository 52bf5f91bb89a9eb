package dev.managedidentity.operator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Unexpected failures, by what failed: when it is tried again, and what is known of it already. The
 * delay doubles from the retry delay to {@link #LONGEST}, for each on its own.
 */
final class ReconcileFailures {
  static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int MOST_DOUBLINGS = 10;

  private final Duration first;
  private final Clock clock;
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  /**
   * One that happened.
   *
   * @param isNews whether the message is another one than last time
   * @param delay until the next try
   */
  record Failure(int times, String message, boolean isNews, Duration delay, Instant nextTry) {

    /** At growing intervals: a failure that lasts must not fill the log. */
    boolean isToBeLogged() {
      return isNews || Integer.bitCount(times) == 1;
    }
  }

  ReconcileFailures(Duration first, Clock clock) {
    this.first = first;
    this.clock = clock;
  }

  /** Notes one more failure of the same thing. */
  Failure failed(String what, String message) {
    return failures.compute(
        what,
        (unused, last) -> {
          int times = last == null ? 1 : last.times() + 1;
          Duration doubled = first.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS));
          Duration delay = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
          boolean isNews = last == null || !last.message().equals(message);
          return new Failure(times, message, isNews, delay, clock.instant().plus(delay));
        });
  }

  void succeeded(String what) {
    failures.remove(what);
  }

  /** How long it is not to be tried; empty if it may be. */
  Optional<Duration> left(String what) {
    return Optional.ofNullable(failures.get(what))
        .map(failure -> Duration.between(clock.instant(), failure.nextTry()))
        .filter(left -> left.toMillis() > 0);
  }
}
