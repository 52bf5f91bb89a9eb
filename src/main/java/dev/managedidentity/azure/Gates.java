package dev.managedidentity.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Azure asked one credential to leave alone, and until when. Where Resource Manager's own
 * bucket for a subscription is empty, a thousand scale sets must not each find that out: reads,
 * writes and deletes have a bucket each, and what another one allows goes on. A 429 of the resource
 * provider names a bucket of one target or of a region, which an address does not tell; who asked
 * leaves that target alone.
 */
final class Gates {
  /** Resource Manager's code; the resource providers have others. */
  private static final String OF_SUBSCRIPTION = "SubscriptionRequestsThrottled";

  private static final Pattern SUBSCRIPTION = Pattern.compile("/subscriptions/([^/]+)");

  private final Clock clock;
  private final Map<String, Gate> closed = new ConcurrentHashMap<>();

  /** A gate that is closed for so long, because of this. */
  private record Gate(Problem because, Instant until) {}

  Gates(Clock clock) {
    this.clock = clock;
  }

  /** Why this must not be sent just now; empty if it may be. */
  Optional<Problem> before(HttpRequest request) {
    return name(request)
        .map(closed::get)
        .flatMap(
            gate -> {
              Duration left = Duration.between(clock.instant(), gate.until());
              return left.isNegative() || left.isZero()
                  ? Optional.empty()
                  : Optional.of(gate.because().after(left));
            });
  }

  /** Notes what an answer asked for. */
  void heard(HttpRequest request, Problem problem) {
    if (problem.kind() == Kind.THROTTLED && problem.code().equals(OF_SUBSCRIPTION)) {
      problem
          .retryAfter()
          .ifPresent(
              wait ->
                  name(request)
                      .ifPresent(
                          name -> closed.put(name, new Gate(problem, clock.instant().plus(wait)))));
    }
  }

  /** Of the bucket that a request is charged to; empty if it is not one of a subscription. */
  private static Optional<String> name(HttpRequest request) {
    Matcher subscription =
        SUBSCRIPTION.matcher(request.getUrl().getPath().toLowerCase(Locale.ROOT));
    HttpMethod method = request.getHttpMethod();
    String bucket =
        method == HttpMethod.GET ? "reads" : method == HttpMethod.DELETE ? "deletes" : "writes";
    return subscription.find()
        ? Optional.of(bucket + " " + subscription.group(1))
        : Optional.empty();
  }
}
