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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
  /** Of all credentials: to one of them what another of them sent is no rival's. */
  private static final OwnWrites OWN = new OwnWrites();

  private final AzureSettings settings;
  private final Clock clock;
  private final HttpPipeline pipeline;
  private final SignedIn signedIn;
  private final Failures failures;
  private final Calls calls;
  private final Gates gates;

  /**
   * Makes ready; asks Azure nothing yet.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  Arm(AzureSettings settings, Clock clock, Calls calls) {
    this(settings, clock, new Failures(settings, ""), calls);
  }

  Arm(AzureSettings settings, Clock clock, Failures failures, Calls calls) {
    this(settings, clock, failures, new SignedIn(), calls);
  }

  /** One that sends nothing, or not to Azure, and so is signed in as nobody. */
  Arm(AzureSettings settings, Clock clock, HttpPipeline pipeline, Calls calls) {
    this(settings, clock, pipeline, new Failures(settings, ""), new SignedIn(), calls);
  }

  private Arm(
      AzureSettings settings, Clock clock, Failures failures, SignedIn signedIn, Calls calls) {
    this(settings, clock, Wire.pipeline(settings, clock, signedIn), failures, signedIn, calls);
  }

  private Arm(
      AzureSettings settings,
      Clock clock,
      HttpPipeline pipeline,
      Failures failures,
      SignedIn signedIn,
      Calls calls) {
    this.settings = settings;
    this.clock = clock;
    this.pipeline = pipeline;
    this.failures = failures;
    this.signedIn = signedIn;
    this.calls = calls;
    this.gates = new Gates(clock);
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
    return follow(address, what, CallKind::of, read);
  }

  /** Asks how an operation goes. */
  <T> Answer<T> poll(Operation operation, Function<Reply, Answer<T>> read) {
    // Where operations are is Azure's own affair, so their address does not tell what it is.
    return follow(operation.url(), "operation", unused -> CallKind.POLL, read);
  }

  private <T> Answer<T> follow(
      String address,
      String what,
      Function<HttpRequest, CallKind> kind,
      Function<Reply, Answer<T>> read) {
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
    HttpRequest request = new HttpRequest(HttpMethod.GET, url.get());
    return call(request, kind.apply(request), read);
  }

  /** The object id of our principal, a GUID; empty if no token has told it yet. */
  Optional<String> principal() {
    return signedIn.principal();
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
    if (leadsElsewhere(id)) {
      return Answer.not(noId(id));
    }
    HttpRequest made = request.apply(address(id, query));
    return call(made, CallKind.of(made), read);
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

  private <T> Answer<T> call(HttpRequest request, CallKind kind, Function<Reply, Answer<T>> read) {
    Optional<Problem> closed = gates.before(request);
    if (closed.isPresent()) {
      return Answer.not(closed.get());
    }
    long start = System.nanoTime();
    Answer<Reply> reply = reply(request);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Answer<T> answer = reply.then(read);
    List<TokensLeft> left =
        reply
            .value()
            .map(known -> TokensLeft.in(known.headers(), request.getUrl()))
            .orElse(List.of());
    answer.problem().ifPresent(problem -> gates.heard(request, problem));
    calls.ended(new Calls.Ended(kind, answer.problem(), took, left));
    return answer;
  }

  private Answer<Reply> reply(HttpRequest request) {
    // Elsewhere, because looking up a name and getting a token block the thread that asks.
    CompletableFuture<Reply> reply =
        Mono.defer(() -> send(request)).subscribeOn(Schedulers.boundedElastic()).toFuture();
    try {
      return Answer.of(reply.get(settings.deadline().toNanos(), TimeUnit.NANOSECONDS));
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
        .flatMap(response -> Reply.of(response, clock.instant()))
        .doOnNext(reply -> remember(request, reply));
  }

  private static void remember(HttpRequest request, Reply reply) {
    if (request.getHttpMethod() != HttpMethod.GET) {
      reply.correlation().ifPresent(OWN::add);
    }
  }

  /** Whether a write with this correlation id was one of this process. */
  boolean isOurs(String correlation) {
    return OWN.has(correlation);
  }
}
