package dev.managedidentity.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import dev.managedidentity.azure.Problem.Kind;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Azure Resource Manager: one request, one answer, within the deadline. Safe for many threads.
 *
 * <p>Of the client library: its pipeline and its sign-in. Not its methods that send and read: to
 * those an identity type that they do not know is no type, one odd value among a scale set's
 * hundreds fails the whole read, and a refusal in XML, as a proxy may send one, ends in an error
 * that Reactor takes for fatal, so that the call never comes back.
 */
final class Arm {
  private final AzureSettings settings;
  private final Clock clock;
  private final HttpPipeline pipeline;
  private final Failures failures;

  /**
   * Makes ready; asks Azure nothing yet.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  Arm(AzureSettings settings, Clock clock) {
    this(settings, clock, Wire.pipeline(settings, clock));
  }

  Arm(AzureSettings settings, Clock clock, HttpPipeline pipeline) {
    this(settings, clock, pipeline, new Failures(settings, ""));
  }

  Arm(AzureSettings settings, Clock clock, HttpPipeline pipeline, Failures failures) {
    this.settings = settings;
    this.clock = clock;
    this.pipeline = pipeline;
    this.failures = failures;
  }

  /**
   * Reads.
   *
   * @param id of what is asked for, as it is: what a URL may not have is quoted here
   * @param query as it is sent, its values {@link #quoted}
   */
  <T> Answer<T> get(String id, String query, Function<Reply, Answer<T>> read) {
    return at(id, query, url -> new HttpRequest(HttpMethod.GET, url), read);
  }

  <T> Answer<T> delete(String id, String query, Function<Reply, Answer<T>> read) {
    return at(id, query, url -> new HttpRequest(HttpMethod.DELETE, url), read);
  }

  <T> Answer<T> put(String id, String query, byte[] body, Function<Reply, Answer<T>> read) {
    return at(id, query, url -> with(body, new HttpRequest(HttpMethod.PUT, url)), read);
  }

  /** A PATCH of what has this ETag, or of whatever is there where it is null. */
  <T> Answer<T> patch(
      String id, String query, byte[] body, String etag, Function<Reply, Answer<T>> read) {
    return at(
        id,
        query,
        url ->
            with(body, new HttpRequest(HttpMethod.PATCH, url))
                .setHeader(HttpHeaderName.IF_MATCH, etag),
        read);
  }

  /**
   * Reads what is at an address that Azure gave out, if it is one of our own endpoint's.
   *
   * @param what it is the address of, for the message
   */
  <T> Answer<T> follow(String address, String what, Function<Reply, Answer<T>> read) {
    Optional<URL> url = ours(address);
    if (url.isEmpty()) {
      // A token must never go where an answer points.
      return Answer.not(
          new Problem(
              Kind.UNAVAILABLE,
              Problems.SENSELESS,
              "The %s's address is not at %s, so it is not followed."
                  .formatted(what, settings.resourceManagerEndpoint().getAuthority()),
              Optional.empty(),
              Set.of()));
    }
    return call(new HttpRequest(HttpMethod.GET, url.get()), read);
  }

  /** A value as it can stand in a query. */
  static String quoted(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Optional<URL> ours(String address) {
    URI endpoint = settings.resourceManagerEndpoint();
    try {
      URI uri = new URI(address);
      boolean ours =
          "https".equalsIgnoreCase(uri.getScheme())
              && uri.getUserInfo() == null
              && endpoint.getHost().equalsIgnoreCase(uri.getHost())
              && port(endpoint) == port(uri);
      return ours ? Optional.of(uri.toURL()) : Optional.empty();
    } catch (URISyntaxException | MalformedURLException e) {
      // The caller reports it; the address itself is signed and not to be shown.
      return Optional.empty();
    }
  }

  private static int port(URI uri) {
    return uri.getPort() < 0 ? 443 : uri.getPort();
  }

  private <T> Answer<T> at(
      String id,
      String query,
      Function<URL, HttpRequest> request,
      Function<Reply, Answer<T>> read) {
    return leadsElsewhere(id)
        ? Answer.not(noId(id))
        : call(request.apply(address(id, query)), read);
  }

  /** Whether a proxy or a server could take these parts for the way to something else. */
  private static boolean leadsElsewhere(String id) {
    return !id.startsWith("/")
        || Arrays.stream(id.substring(1).split("/", -1))
            .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /** The problem of an id to which nothing is sent. */
  static Problem noId(String id) {
    return new Problem(
        Kind.REFUSED,
        "InvalidId",
        Words.shown(
            "'%s' is not the id of an Azure resource, so nothing was sent; give the whole id, such"
                    .formatted(id)
                + " as /subscriptions/<subscription>/resourceGroups/<group>."),
        Optional.empty(),
        Set.of());
  }

  private URL address(String id, String query) {
    URI endpoint = settings.resourceManagerEndpoint();
    try {
      // This constructor quotes what an id may have and a URL may not.
      URI uri =
          new URI(
              endpoint.getScheme(), endpoint.getAuthority(), endpoint.getPath() + id, null, null);
      return new URI(uri.toASCIIString() + "?" + query).toURL();
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException("no address can be made of " + id, e);
    }
  }

  private static HttpRequest with(byte[] body, HttpRequest request) {
    return request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/json").setBody(body);
  }

  private <T> Answer<T> call(HttpRequest request, Function<Reply, Answer<T>> read) {
    // Elsewhere, because looking up a name and getting a token block the thread that asks.
    CompletableFuture<Reply> reply =
        Mono.defer(() -> send(request)).subscribeOn(Schedulers.boundedElastic()).toFuture();
    try {
      return read.apply(reply.get(settings.deadline().toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      return Answer.not(failures.of(e.getCause()));
    } catch (TimeoutException e) {
      reply.cancel(true);
      return Answer.not(failures.overdue());
    } catch (InterruptedException e) {
      reply.cancel(true);
      Thread.currentThread().interrupt();
      return Answer.not(failures.interrupted());
    }
  }

  private Mono<Reply> send(HttpRequest request) {
    return pipeline
        .send(request.setHeader(HttpHeaderName.ACCEPT, "application/json"))
        .flatMap(response -> Reply.of(response, clock.instant()));
  }
}
