package dev.managedidentity.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
  private final Addresses addresses;
  private final Budgets budgets;
  private final CallGate gate;

  /**
   * Makes ready; asks Azure nothing yet.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  Arm(AzureSettings settings, Clock clock, Calls calls) {
    this(new Wire(settings), settings, clock, new Failures(settings, ""), calls);
  }

  /**
   * @param settings of the credential, in the Azure that the wire leads to
   */
  Arm(Wire wire, AzureSettings settings, Clock clock, Failures failures, Calls calls) {
    this(wire, settings, clock, failures, new SignedIn(), calls);
  }

  /** One that sends nothing, or not to Azure, and so is signed in as nobody. */
  Arm(AzureSettings settings, Clock clock, HttpPipeline pipeline, Calls calls) {
    this(
        settings,
        clock,
        pipeline,
        new Failures(settings, ""),
        new SignedIn(),
        calls,
        new CallGate());
  }

  private Arm(
      Wire wire,
      AzureSettings settings,
      Clock clock,
      Failures failures,
      SignedIn signedIn,
      Calls calls) {
    this(
        settings,
        clock,
        wire.pipeline(settings, clock, signedIn),
        failures,
        signedIn,
        calls,
        wire.gate());
  }

  private Arm(
      AzureSettings settings,
      Clock clock,
      HttpPipeline pipeline,
      Failures failures,
      SignedIn signedIn,
      Calls calls,
      CallGate gate) {
    this.settings = settings;
    this.clock = clock;
    this.pipeline = pipeline;
    this.failures = failures;
    this.signedIn = signedIn;
    this.calls = calls;
    this.addresses = new Addresses(settings.resourceManagerEndpoint());
    this.budgets = new Budgets(clock);
    this.gate = gate;
  }

  /**
   * Reads.
   *
   * @param id of what is asked for, as it is: what a URL may not have is quoted here
   * @param query as it is sent, its values quoted
   */
  <T> Answer<T> get(String id, String query, Function<Reply, Answer<T>> read) {
    return get(id, query, Priority.INTERACTIVE, read);
  }

  <T> Answer<T> get(String id, String query, Priority priority, Function<Reply, Answer<T>> read) {
    return at(id, query, url -> new HttpRequest(HttpMethod.GET, url), priority, read);
  }

  <T> Answer<T> delete(String id, String query, Function<Reply, Answer<T>> read) {
    return at(
        id, query, url -> new HttpRequest(HttpMethod.DELETE, url), Priority.INTERACTIVE, read);
  }

  <T> Answer<T> put(String id, String query, byte[] body, Function<Reply, Answer<T>> read) {
    return at(
        id,
        query,
        url -> with(body, new HttpRequest(HttpMethod.PUT, url)),
        Priority.INTERACTIVE,
        read);
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
        Priority.INTERACTIVE,
        read);
  }

  /** Keeps a turn for such a PATCH, which is to follow soon, or says why it must not be sent. */
  Optional<Problem> turnToPatch(String id, String query) {
    Answer<URL> address = addresses.of(id, query);
    Optional<Problem> held =
        address.value().isEmpty()
            ? address.problem()
            : budgets.turn(
                new HttpRequest(HttpMethod.PATCH, address.value().get()), CallKind.PATCH_TARGET);
    held.ifPresent(unused -> calls.heldBack(CallKind.PATCH_TARGET));
    return held;
  }

  /** How many such reads might be sent just now. */
  int room(String id, String query, Priority priority) {
    return addresses
        .of(id, query)
        .value()
        .map(url -> new HttpRequest(HttpMethod.GET, url))
        .map(request -> budgets.room(request, CallKind.of(request), priority))
        .orElse(0);
  }

  /** Notes in which region a target is: limits are by region. */
  void learn(String id, String region) {
    budgets.learn(id, region);
  }

  /**
   * Reads what is at an address that Azure gave out, if it is one of our own endpoint's.
   *
   * @param what it is the address of, for the message
   */
  <T> Answer<T> follow(
      String address, String what, Priority priority, Function<Reply, Answer<T>> read) {
    return addresses
        .given(address, what)
        .then(
            url -> {
              HttpRequest request = new HttpRequest(HttpMethod.GET, url);
              return call(request, CallKind.of(request), priority, read);
            });
  }

  /** Asks how an operation goes. */
  <T> Answer<T> poll(Operation operation, Function<Reply, Answer<T>> read) {
    // Where operations are is Azure's own affair, so their address does not tell what it is.
    Answer<URL> address = addresses.given(operation.url(), "operation");
    if (address.problem().isPresent()) {
      // No later poll can do better: the target itself has to tell what became of it.
      return Answer.not(address.problem().get().as(Problem.Kind.REFUSED));
    }
    return address.then(
        url ->
            call(new HttpRequest(HttpMethod.GET, url), CallKind.POLL, Priority.INTERACTIVE, read));
  }

  /** The object id of our principal, a GUID; empty if no token has told it yet. */
  Optional<String> principal() {
    return signedIn.principal();
  }

  private <T> Answer<T> at(
      String id,
      String query,
      Function<URL, HttpRequest> request,
      Priority priority,
      Function<Reply, Answer<T>> read) {
    return addresses
        .of(id, query)
        .then(
            url -> {
              HttpRequest made = request.apply(url);
              return call(made, CallKind.of(made), priority, read);
            });
  }

  private static HttpRequest with(byte[] body, HttpRequest request) {
    return request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/json").setBody(body);
  }

  private <T> Answer<T> call(
      HttpRequest request, CallKind kind, Priority priority, Function<Reply, Answer<T>> read) {
    gate.check();
    Budgets.Leave leave = budgets.leave(request, kind, priority);
    if (leave.held().isPresent()) {
      calls.heldBack(kind);
      return Answer.not(leave.held().get());
    }
    Optional<Reply> came = Optional.empty();
    Optional<Problem> problem = Optional.empty();
    long start = System.nanoTime();
    try {
      Answer<Reply> reply = reply(request);
      came = reply.value();
      Answer<T> answer = reply.then(read);
      problem = answer.problem();
      return answer;
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      leave.ended(came, problem);
      List<TokensLeft> left =
          came.map(known -> TokensLeft.in(known.headers(), request.getUrl())).orElse(List.of());
      calls.ended(new Calls.Ended(kind, problem, took, left));
    }
  }

  private Answer<Reply> reply(HttpRequest request) {
    // Elsewhere, because looking up a name and getting a token block the thread that asks.
    CompletableFuture<Reply> reply =
        Mono.defer(() -> send(request)).subscribeOn(Schedulers.boundedElastic()).toFuture();
    try {
      return Answer.of(reply.get(settings.deadline().toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallsStopped) {
        throw new CallsStopped();
      }
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
