package dev.managedidentity.emulator.arm;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How many requests are left, for the headers that say so and for refusing the one too many. Time
 * runs as much faster here as it does for operations.
 */
final class Budgets {
  private static final int KEPT = 100_000;

  /** What the Resource Graph answers one principal about one subscription: all of a minute. */
  private static final int GRAPH_PER_MINUTE = 4000;

  /** What the front door lets one principal do in one subscription: burst, and tokens a second. */
  private record FrontDoor(String word, int burst, int perSecond) {}

  private static final FrontDoor READS = new FrontDoor("reads", 250, 25);
  private static final FrontDoor WRITES = new FrontDoor("writes", 200, 10);
  private static final FrontDoor DELETES = new FrontDoor("deletes", 200, 10);

  /** The allowance over all regions together, as the headers show it. */
  private static final int GLOBAL = 15;

  private final Behaviour behaviour;
  private final Map<String, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > KEPT;
        }
      };

  Budgets(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  /**
   * Takes a request out of every bucket it draws on.
   *
   * @return the headers that tell what is left
   * @throws ArmException 429 where one is empty and budgets are enforced
   */
  Map<String, String> charge(Call call, Instant now) {
    List<String> parts = call.request().segments();
    if (parts.size() < 2) {
      return Map.of();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    String subscription = parts.get(1).toLowerCase(Locale.ROOT);
    Optional<Budget> budget = Budget.of(call.method(), parts);
    if (call.isOfGraph()) {
      chargeGraph(call, subscription, now);
    } else if (budget.isPresent()) {
      headers.put(
          "x-ms-ratelimit-remaining-resource", chargeCompute(budget.get(), call, parts, now));
    }
    chargeFrontDoor(call, subscription, now, headers);
    return headers;
  }

  /** Compute is not asked, so its buckets stay as they are. */
  private void chargeGraph(Call call, String subscription, Instant now) {
    String key = "graph" + call.caller().client() + subscription;
    TokenBucket bucket = bucket(key, GRAPH_PER_MINUTE / 60.0, GRAPH_PER_MINUTE, now);
    if (!bucket.take(now) && behaviour.limits()) {
      throw throttled("reads of the Resource Graph", subscription, bucket.secondsUntil(1));
    }
  }

  private String chargeCompute(Budget budget, Call call, List<String> parts, Instant now) {
    String subscription = budget.group + parts.get(1).toLowerCase(Locale.ROOT);
    String resource = budget.group + call.request().path().toLowerCase(Locale.ROOT);
    TokenBucket ofSubscription =
        bucket(subscription, budget.subscriptionPerMinute / 60.0, budget.subscriptionBurst, now);
    TokenBucket ofResource =
        bucket(resource, budget.resourcePerMinute / 60.0, budget.resourceBurst, now);
    if (!ofSubscription.take(now)) {
      refuseCompute(budget, ofSubscription.secondsUntil(budget.subscriptionBurst));
    }
    if (!ofResource.take(now)) {
      refuseCompute(budget, ofResource.secondsUntil(budget.resourceBurst));
    }
    String maximum =
        "Microsoft.Compute/%sSubscriptionMaximum;%d"
            .formatted(budget.group, ofSubscription.remaining());
    String own = "Microsoft.Compute/%sResource;%d".formatted(budget.group, ofResource.remaining());
    return budget == Budget.OPERATION_GET ? own + "," + maximum : maximum + "," + own;
  }

  private void refuseCompute(Budget budget, int seconds) {
    if (behaviour.limits()) {
      throw new ArmException(
          429,
          "OperationNotAllowed",
          "The server rejected the request because too many requests have been received for this"
              + " subscription in the operation group "
              + budget.group
              + ".",
          null,
          seconds);
    }
  }

  private void chargeFrontDoor(
      Call call, String subscription, Instant now, Map<String, String> headers) {
    FrontDoor kind =
        switch (call.method()) {
          case "GET", "HEAD" -> READS;
          case "DELETE" -> DELETES;
          default -> WRITES;
        };
    String key = kind.word() + call.caller().client() + subscription;
    TokenBucket bucket = bucket(key, kind.perSecond(), kind.burst(), now);
    TokenBucket global =
        bucket("global" + key, kind.perSecond() * GLOBAL, kind.burst() * GLOBAL, now);
    boolean globally = global.take(now);
    boolean locally = bucket.take(now);
    if (!(globally && locally) && behaviour.limits()) {
      throw throttled(kind.word(), subscription, bucket.secondsUntil(1));
    }
    Function<String, String> name = part -> "x-ms-ratelimit-remaining-subscription-" + part;
    headers.put(name.apply(kind.word()), Integer.toString(bucket.remaining()));
    headers.put(name.apply("global-" + kind.word()), Integer.toString(global.remaining()));
  }

  private static ArmException throttled(String what, String subscription, int seconds) {
    return new ArmException(
        429,
        "SubscriptionRequestsThrottled",
        "Number of %s for subscription '%s' exceeded the limit. Please try again after '%d' seconds."
            .formatted(what, subscription, seconds),
        null,
        seconds);
  }

  private TokenBucket bucket(String key, double perSecond, int burst, Instant now) {
    double factor = Math.max(behaviour.timeFactor(), 1e-6);
    return buckets.computeIfAbsent(key, k -> new TokenBucket(perSecond / factor, burst, now));
  }
}
