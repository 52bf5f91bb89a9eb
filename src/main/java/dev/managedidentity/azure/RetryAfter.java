package dev.managedidentity.azure;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The Retry-After header: seconds, or a date. */
final class RetryAfter {
  /** What Azure sends for scale sets where it sends anything. */
  static final Duration DEFAULT_POLL = Duration.ofSeconds(10);

  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);
  private static final Duration LONGEST_POLL = Duration.ofMinutes(5);

  /** Compute was seen to ask for up to 20 minutes; more is a mistake, not a wish. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** No number of seconds with more digits is below {@link #LONGEST}, nor does it fit a long. */
  private static final int MOST_DIGITS = 18;

  private RetryAfter() {}

  /**
   * Reads the header, capped at an hour.
   *
   * @param value null if there is none
   * @return empty if there is none, or none that means anything
   */
  static Optional<Duration> parse(String value, Instant now) {
    if (value == null) {
      return Optional.empty();
    }
    String text = value.strip();
    if (text.matches("[0-9]+")) {
      return Optional.of(
          text.length() > MOST_DIGITS
              ? LONGEST
              : capped(Duration.ofSeconds(Long.parseLong(text)), LONGEST));
    }
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration until = Duration.between(now, date);
      return Optional.of(until.isNegative() ? Duration.ZERO : capped(until, LONGEST));
    } catch (DateTimeParseException e) {
      // A header that means nothing is no header.
      return Optional.empty();
    }
  }

  /** How long to wait before a poll: never so short as to be a loop, never so long as to forget. */
  static Duration beforePoll(Optional<Duration> asked) {
    Duration wait = capped(asked.orElse(DEFAULT_POLL), LONGEST_POLL);
    return wait.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : wait;
  }

  private static Duration capped(Duration wait, Duration longest) {
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
