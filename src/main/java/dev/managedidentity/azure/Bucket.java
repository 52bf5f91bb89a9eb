package dev.managedidentity.azure;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One of Azure's token buckets, counted on our side. Not safe for threads: {@link Budgets} guards
 * it.
 */
final class Bucket {
  /** How long one that was closed is left to the first who tries it again. */
  private static final Duration PROOF = Duration.ofSeconds(1);

  /** Where Azure does not say how long to wait; and the most that is added to what it says. */
  private static final Duration PAUSE = Duration.ofSeconds(60);

  /** So many answers may be on their way at once. */
  private static final int OVERTAKEN = 16;

  private final Allowance allowance;

  /** As the documentation has it, or more if Azure has said so. */
  private double burst;

  /** What Azure has for us, less what is on its way. */
  private double tokens;

  private Instant countedAt;

  /** How many of the tokens are promised to who waits. */
  private int promised;

  /** How many are out of the tokens already for who may send but has not yet. */
  private int putBy;

  private int inFlight;
  private Instant closedUntil = Instant.MIN;
  private Problem because;

  /** How often in a row it was found empty. */
  private int refusals;

  /** Who was refused last, maybe for this one; null if something was let through since. */
  private String suspect;

  Bucket(Allowance allowance, Instant now) {
    this.allowance = allowance;
    this.burst = allowance.burst;
    this.tokens = burst;
    this.countedAt = now;
  }

  Allowance allowance() {
    return allowance;
  }

  private void refill(Instant now) {
    double seconds = Math.max(0, Duration.between(countedAt, now).toMillis() / 1000.0);
    tokens = Math.min(burst - putBy, tokens + seconds * allowance.perSecond);
    countedAt = now;
  }

  /**
   * How long until a newcomer may send: after all those who wait already, but for an urgent one.
   */
  Duration untilNext(Priority priority, Instant now) {
    refill(now);
    return until(1 + notFor(priority));
  }

  /** How many newcomers may send just now. */
  int room(Priority priority, Instant now) {
    refill(now);
    return untilOpen(now).isZero() ? (int) Math.max(0, tokens - notFor(priority)) : 0;
  }

  private int notFor(Priority priority) {
    return priority == Priority.URGENT ? 0 : promised + allowance.keptFrom(priority);
  }

  /** How long until one who was promised a token may send: Azure may have less than it seemed. */
  Duration untilPromised(Instant now) {
    refill(now);
    return until(1);
  }

  private Duration until(int wanted) {
    double lacking = wanted - tokens;
    return lacking <= 0
        ? Duration.ZERO
        : Duration.ofMillis((long) Math.ceil(lacking / allowance.perSecond * 1000));
  }

  /** How long nobody may send, because Azure said so; zero if anybody may. */
  Duration untilOpen(Instant now) {
    if (now.isBefore(closedUntil)) {
      return Duration.between(now, closedUntil);
    }
    // One is enough to find out whether it is over.
    return refusals > 0 && inFlight + putBy > 0 ? PROOF : Duration.ZERO;
  }

  /** What Azure said when it was found empty last; empty once it was not. */
  Optional<Problem> because() {
    return refusals > 0 ? Optional.of(because) : Optional.empty();
  }

  void promise() {
    promised++;
  }

  void promiseKeptOrBroken() {
    promised--;
  }

  /** One may send when it is ready to: nobody else has its token. */
  void putBy() {
    tokens--;
    putBy++;
  }

  /** It sends now, or never. */
  void giveBack() {
    // After a refusal nobody knows any more what there is.
    if (putBy > 0) {
      putBy--;
      tokens++;
    }
  }

  void sent() {
    tokens--;
    inFlight++;
  }

  /**
   * Something was answered, or got no answer.
   *
   * @param left what Azure says is left, without what it has not heard of yet
   */
  void ended(OptionalInt left, Instant now) {
    inFlight--;
    if (left.isPresent()) {
      refill(now);
      burst = Math.max(burst, left.getAsInt());
      double said = left.getAsInt() - inFlight - putBy;
      // Answers overtake each other, and one from before another one's request says too much.
      if (said < tokens || said > tokens + OVERTAKEN) {
        tokens = said;
      }
    }
  }

  /** It let something through; what was sent before it was closed proves nothing. */
  void proved(Instant now) {
    if (!now.isBefore(closedUntil)) {
      refusals = 0;
      suspect = null;
    }
  }

  /**
   * One who draws on it was refused, and nobody says whether that was for this one. Where it is the
   * second in a row, it was: the others' own buckets have nothing to do with each other.
   *
   * @param who another name for each of those who draw on it
   * @return whether it is held to be empty now
   */
  boolean suspected(String who) {
    boolean isSecond = suspect != null && !suspect.equals(who);
    suspect = who;
    return isSecond;
  }

  /** It was found empty. Each time in a row it is left alone for longer than Azure asks. */
  void refused(Problem problem, Instant now) {
    refusals++;
    because = problem;
    Duration longer = Duration.ofSeconds(1L << Math.min(refusals - 1, 6));
    Duration least = longer.compareTo(PAUSE) < 0 ? longer : PAUSE;
    Duration asked = problem.retryAfter().orElse(PAUSE);
    Instant until = now.plus(asked.compareTo(least) > 0 ? asked : least);
    closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
    // By then it has something again, and the answer to the first one says how much.
    tokens = 1;
    putBy = 0;
    countedAt = closedUntil;
  }

  /** Whether it says the same as if it were new. */
  boolean isForgettable(Instant now) {
    refill(now);
    return tokens >= burst
        && promised == 0
        && putBy == 0
        && inFlight == 0
        && refusals == 0
        && suspect == null;
  }
}
