package dev.managedidentity.azure;

import static java.util.stream.Collectors.joining;

import com.azure.core.http.HttpRequest;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What Azure lets one credential send, counted before it has to say no: a bucket for each of its
 * own, full at the start, and put right by what each answer says is left. What there is no room for
 * is not sent and does not wait here: it is told when its turn comes, and that turn is kept for it,
 * so that a thousand scale sets come one after the other and not all at once. Safe for many
 * threads.
 */
final class Budgets {
  /** A turn that nobody takes is free again after so long. */
  private static final Duration KEPT = Duration.ofSeconds(60);

  /** So much later than promised, and it keeps its place. */
  private static final Duration LITTLE = Duration.ofSeconds(1);

  private static final Duration SWEEP = Duration.ofMinutes(1);

  /** Resource Manager's code; the resource providers have others. */
  private static final String OF_SUBSCRIPTION = "SubscriptionRequestsThrottled";

  private final Clock clock;
  private final Charges charges = new Charges();
  private final Map<String, Bucket> buckets = new HashMap<>();
  private final Map<String, Turn> turns = new LinkedHashMap<>();
  private Instant swept;

  /** One request that may be sent, and must be told of when it has ended. */
  private record Drawn(Charges.Charge charge, Bucket bucket) {}

  Budgets(Clock clock) {
    this.clock = clock;
    this.swept = clock.instant();
  }

  /** Notes where a target is, for compute counts by region. */
  void learn(String path, String region) {
    charges.learn(path, region);
  }

  /** A request that may be sent now, or why not. Whoever sends it says how it ended. */
  synchronized Leave leave(HttpRequest request, CallKind kind, Priority priority) {
    Instant now = clock.instant();
    List<Drawn> drawn = drawn(request, kind, now);
    Optional<Problem> held = held(key(request), drawn, priority, now);
    if (held.isPresent()) {
      return new Leave(held, List.of(), request);
    }
    Optional.ofNullable(turns.remove(key(request))).ifPresent(Turn::end);
    drawn.forEach(one -> one.bucket().sent());
    return new Leave(Optional.empty(), drawn, request);
  }

  /** Keeps a turn for a request that is about to be made, or says why it must not be just now. */
  synchronized Optional<Problem> turn(HttpRequest request, CallKind kind) {
    Instant now = clock.instant();
    List<Drawn> drawn = drawn(request, kind, now);
    Optional<Problem> held = held(key(request), drawn, Priority.INTERACTIVE, now);
    if (held.isEmpty()) {
      grant(key(request), drawn, now);
    }
    return held;
  }

  /** How many requests like this one might be sent just now, one after the other. */
  synchronized int room(HttpRequest request, CallKind kind, Priority priority) {
    Instant now = clock.instant();
    return drawn(request, kind, now).stream()
        .mapToInt(one -> one.bucket().room(priority, now))
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  private List<Drawn> drawn(HttpRequest request, CallKind kind, Instant now) {
    sweep(now);
    return charges.of(request, kind).stream()
        .map(
            charge ->
                new Drawn(
                    charge,
                    buckets.computeIfAbsent(
                        charge.bucket(), unused -> new Bucket(charge.allowance(), now))))
        .toList();
  }

  /** The Resource Graph answers at the same address, and has room where compute has none. */
  private static String key(HttpRequest request) {
    return request.getHttpMethod()
        + (Charges.isOfGraph(request) ? " of the graph " : " ")
        + request.getUrl().getPath().toLowerCase(Locale.ROOT);
  }

  private Optional<Problem> held(String key, List<Drawn> drawn, Priority priority, Instant now) {
    Turn turn = turns.get(key);
    if (turn != null && turn.isGranted()) {
      // Had Azure closed anything since, there would be no such turn any more.
      return Optional.empty();
    }
    for (Drawn one : drawn) {
      Duration closed = one.bucket().untilOpen(now);
      if (!closed.isZero()) {
        return one.bucket().because().map(because -> because.closedFor(closed));
      }
    }
    if (turn != null && now.isBefore(turn.at())) {
      return Optional.of(heldBack(drawn, Duration.between(now, turn.at()), now));
    }
    if (turn != null) {
      // Others may draw on the same buckets, so that there is less than when it was promised.
      Duration late = longest(drawn, bucket -> bucket.untilPromised(now));
      if (late.isZero()) {
        return Optional.empty();
      }
      if (late.compareTo(LITTLE) <= 0) {
        turns.put(key, turn.putOff(now.plus(late)));
        return Optional.of(heldBack(drawn, late, now));
      }
      turns.remove(key).end();
    }
    Duration wait = longest(drawn, bucket -> bucket.untilNext(priority, now));
    if (wait.isZero()) {
      return Optional.empty();
    }
    Problem problem = heldBack(drawn, wait, now);
    keep(key, drawn, now.plus(wait));
    return Optional.of(problem);
  }

  private static Duration longest(List<Drawn> drawn, Function<Bucket, Duration> until) {
    return drawn.stream()
        .map(one -> until.apply(one.bucket()))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private void keep(String key, List<Drawn> drawn, Instant at) {
    turns.put(key, Turn.promised(at, buckets(drawn)));
  }

  /** Else two whose turns come at once would both be told to go, and one of them in vain. */
  private void grant(String key, List<Drawn> drawn, Instant now) {
    Turn turn = turns.get(key);
    if (turn != null && turn.isGranted()) {
      return;
    }
    Optional.ofNullable(turn).ifPresent(Turn::end);
    turns.put(key, Turn.granted(now, buckets(drawn)));
  }

  /** In words of the bucket that is the emptiest. */
  private static Problem heldBack(List<Drawn> drawn, Duration wait, Instant now) {
    return drawn.stream()
        .map(Drawn::bucket)
        .max(Comparator.comparing(bucket -> bucket.untilNext(Priority.INTERACTIVE, now)))
        .map(scarce -> Problem.heldBack(scarce.allowance(), wait))
        .orElseThrow();
  }

  private synchronized void ended(
      HttpRequest request, List<Drawn> drawn, Optional<Reply> reply, Optional<Problem> problem) {
    Instant now = clock.instant();
    Optional<Remaining> left =
        reply.map(known -> Remaining.in(known.headers(), request.getHttpMethod()));
    boolean refused = problem.filter(one -> one.kind() == Kind.THROTTLED).isPresent();
    for (Drawn one : drawn) {
      OptionalInt known = left.map(all -> of(one.charge(), all)).orElse(OptionalInt.empty());
      one.bucket().ended(known, now);
      if (reply.isPresent() && !refused) {
        one.bucket().proved(now);
      }
    }
    if (left.isPresent() && refused) {
      named(drawn, left.get(), problem.get())
          .forEach(
              bucket -> {
                bucket.refused(problem.get(), now);
                breakPromises(bucket);
              });
    }
  }

  private static OptionalInt of(Charges.Charge charge, Remaining left) {
    if (charge.allowance().isOfFrontDoor()) {
      return left.frontDoor();
    }
    return charge.allowance().isShared ? left.shared() : left.own();
  }

  /**
   * What a 429 is about, and so what it stops: nothing else. Compute does not say in words whether
   * it means the target's bucket or the region's.
   */
  private static List<Bucket> named(List<Drawn> drawn, Remaining left, Problem problem) {
    if (problem.code().equals(OF_SUBSCRIPTION)) {
      return buckets(drawn, charge -> charge.allowance().isOfFrontDoor());
    }
    List<Bucket> own = buckets(drawn, charge -> !charge.allowance().isShared);
    List<Bucket> ofRegion =
        buckets(
            drawn, charge -> charge.allowance().isShared && !charge.allowance().isOfFrontDoor());
    String who = drawn.stream().map(one -> one.charge().bucket()).collect(joining(","));
    boolean isOfRegion =
        left.shared().orElse(1) == 0
            || ofRegion.stream().filter(bucket -> bucket.suspected(who)).count() > 0;
    return isOfRegion ? ofRegion : own;
  }

  private static List<Bucket> buckets(List<Drawn> drawn) {
    return buckets(drawn, unused -> true);
  }

  private static List<Bucket> buckets(List<Drawn> drawn, Predicate<Charges.Charge> which) {
    return drawn.stream().filter(one -> which.test(one.charge())).map(Drawn::bucket).toList();
  }

  /** Whoever waits for a bucket that is closed comes again when it is not, and gets a new turn. */
  private void breakPromises(Bucket bucket) {
    turns
        .values()
        .removeIf(
            turn -> {
              boolean isBroken = turn.buckets().contains(bucket);
              if (isBroken) {
                turn.end();
              }
              return isBroken;
            });
  }

  private void sweep(Instant now) {
    if (now.isBefore(swept.plus(SWEEP))) {
      return;
    }
    swept = now;
    turns
        .values()
        .removeIf(
            turn -> {
              boolean isMissed = now.isAfter(turn.at().plus(KEPT));
              if (isMissed) {
                turn.end();
              }
              return isMissed;
            });
    buckets.values().removeIf(bucket -> bucket.isForgettable(now));
  }

  /** Whether a request may be sent. */
  final class Leave {
    private final Optional<Problem> held;
    private final List<Drawn> drawn;
    private final HttpRequest request;

    private Leave(Optional<Problem> held, List<Drawn> drawn, HttpRequest request) {
      this.held = held;
      this.drawn = drawn;
      this.request = request;
    }

    /** Why it must not be sent just now; empty if it may be. */
    Optional<Problem> held() {
      return held;
    }

    /**
     * To be told of each that was sent.
     *
     * @param reply empty if none came
     * @param problem as which the reply was read
     */
    void ended(Optional<Reply> reply, Optional<Problem> problem) {
      Budgets.this.ended(request, drawn, reply, problem);
    }
  }
}
