package dev.managedidentity.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.IdentityPatch;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Scale sets and virtual machines in Azure, through the official client library. Safe for many
 * threads.
 *
 * <p>Of that library: its pipeline, its sign-in and its model of what is sent. Not its methods that
 * send and read: to those an identity type that they do not know is no type, one odd value among a
 * scale set's hundreds fails the whole read, and a refusal in XML, as a proxy may send one, ends in
 * an error that Reactor takes for fatal, so that the call never comes back.
 */
public final class AzureCompute implements Compute {
  /** The version that the library's models were made from. */
  private static final String API_VERSION = "2025-04-01";

  private final AzureSettings settings;
  private final Clock clock;
  private final HttpPipeline pipeline;
  private final Failures failures;

  /**
   * Makes ready; asks Azure nothing yet.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  public AzureCompute(AzureSettings settings, Clock clock) {
    this(settings, clock, Wire.pipeline(settings, clock));
  }

  AzureCompute(AzureSettings settings, Clock clock, HttpPipeline pipeline) {
    this.settings = settings;
    this.clock = clock;
    this.pipeline = pipeline;
    this.failures = new Failures(settings);
  }

  @Override
  public Answer<ComputeResource> read(ArmId target) {
    return call(
        () -> new HttpRequest(HttpMethod.GET, address(target)),
        reply -> ComputeAnswer.read(reply, target));
  }

  @Override
  public Answer<Accepted> patch(ArmId target, IdentityPatch patch, String etag) {
    return call(
        () ->
            new HttpRequest(HttpMethod.PATCH, address(target))
                .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
                .setHeader(HttpHeaderName.IF_MATCH, etag)
                .setBody(PatchBody.of(target, patch)),
        reply -> PatchAnswer.read(reply, target, patch));
  }

  @Override
  public Answer<Accepted> putExtension(ComputeResource target, ExtensionPlan.Change extension) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Answer<Accepted> removeExtension(ComputeResource target, ExtensionPlan.Change extension) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Answer<OperationState> poll(Operation operation) {
    Optional<URL> url = ours(operation);
    if (url.isEmpty()) {
      // A token must never go where an answer points.
      return Answer.not(
          new Problem(
              Problem.Kind.UNAVAILABLE,
              Problems.SENSELESS,
              "The operation's address is not at "
                  + settings.resourceManagerEndpoint().getAuthority()
                  + ", so it is not followed.",
              Optional.empty(),
              Set.of()));
    }
    return call(() -> new HttpRequest(HttpMethod.GET, url.get()), OperationAnswer::read);
  }

  private Optional<URL> ours(Operation operation) {
    URI endpoint = settings.resourceManagerEndpoint();
    try {
      URI uri = new URI(operation.url());
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

  private URL address(ArmId target) {
    URI endpoint = settings.resourceManagerEndpoint();
    try {
      // This constructor quotes what an id may have and a URL may not.
      String path = endpoint.getPath() + target.text();
      URI uri =
          new URI(
              endpoint.getScheme(),
              endpoint.getAuthority(),
              path,
              "api-version=" + API_VERSION,
              null);
      return new URI(uri.toASCIIString()).toURL();
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException("no address can be made of " + target, e);
    }
  }

  private <T> Answer<T> call(Supplier<HttpRequest> request, Function<Reply, Answer<T>> read) {
    // Elsewhere, because looking up a name and getting a token block the thread that asks.
    CompletableFuture<Reply> reply =
        Mono.fromSupplier(request)
            .flatMap(this::send)
            .subscribeOn(Schedulers.boundedElastic())
            .toFuture();
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
