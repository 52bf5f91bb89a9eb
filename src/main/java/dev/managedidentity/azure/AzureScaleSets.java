package dev.managedidentity.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.rest.Response;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.util.FluxUtil;
import com.azure.resourcemanager.compute.fluent.ComputeManagementClient;
import com.azure.resourcemanager.compute.implementation.ComputeManagementClientBuilder;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Scale sets in Azure, through the official client library. Safe for many threads. */
public final class AzureScaleSets implements ScaleSets {
  /** The version that the library's models were made from; reads and PATCHes go by one. */
  private static final String API_VERSION = "2025-04-01";

  private final AzureSettings settings;
  private final Clock clock;
  private final HttpPipeline pipeline;
  private final Failures failures;
  private final Map<String, ComputeManagementClient> clients = new ConcurrentHashMap<>();

  /**
   * Makes ready; asks Azure nothing yet.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  public AzureScaleSets(AzureSettings settings, Clock clock) {
    this(settings, clock, Wire.pipeline(settings, clock));
  }

  AzureScaleSets(AzureSettings settings, Clock clock, HttpPipeline pipeline) {
    this.settings = settings;
    this.clock = clock;
    this.pipeline = pipeline;
    this.failures = new Failures(settings);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Not through the library's model of a scale set: it turns an identity type that it does not
   * know into no type, and an odd value in any of its hundreds of members fails the whole read.
   */
  @Override
  public Answer<ScaleSet> read(ArmId scaleSet) {
    return call(Mono.defer(() -> get(address(scaleSet))), r -> ScaleSetAnswer.read(r, scaleSet));
  }

  @Override
  public Answer<Accepted> patch(ArmId scaleSet, IdentityPatch patch, String etag) {
    Mono<Reply> request =
        Mono.defer(
                () ->
                    client(scaleSet.subscriptionId())
                        .getVirtualMachineScaleSets()
                        .updateWithResponseAsync(
                            scaleSet.resourceGroup(),
                            scaleSet.name(),
                            PatchBody.of(patch),
                            etag,
                            null))
            .flatMap(this::reply)
            .onErrorResume(HttpResponseException.class, this::refusal);
    return call(request, reply -> PatchAnswer.read(reply, scaleSet, patch));
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
    return call(Mono.defer(() -> get(url.get())), OperationAnswer::read);
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

  private URL address(ArmId scaleSet) {
    URI endpoint = settings.resourceManagerEndpoint();
    try {
      // This constructor quotes what an id may have and a URL may not.
      String path = endpoint.getPath() + scaleSet.text();
      URI uri =
          new URI(
              endpoint.getScheme(),
              endpoint.getAuthority(),
              path,
              "api-version=" + API_VERSION,
              null);
      return new URI(uri.toASCIIString()).toURL();
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException("no address can be made of " + scaleSet, e);
    }
  }

  private Mono<Reply> get(URL url) {
    HttpRequest request =
        new HttpRequest(HttpMethod.GET, url).setHeader(HttpHeaderName.ACCEPT, "application/json");
    return pipeline.send(request).flatMap(response -> Reply.of(response, clock.instant()));
  }

  private Mono<Reply> reply(Response<Flux<ByteBuffer>> response) {
    return FluxUtil.collectBytesInByteBufferStream(response.getValue())
        .map(
            bytes ->
                new Reply(
                    response.getStatusCode(),
                    response.getHeaders(),
                    new String(bytes, StandardCharsets.UTF_8),
                    clock.instant()));
  }

  /** The library throws what is not 200; to us it is an answer like any other. */
  private Mono<Reply> refusal(HttpResponseException refusal) {
    return refusal.getResponse() == null
        ? Mono.error(refusal)
        : Reply.of(refusal.getResponse(), clock.instant());
  }

  private ComputeManagementClient client(String subscriptionId) {
    return clients.computeIfAbsent(
        subscriptionId.toLowerCase(Locale.ROOT),
        id ->
            new ComputeManagementClientBuilder()
                .pipeline(pipeline)
                .environment(AzureEnvironment.AZURE)
                .endpoint(settings.resourceManagerEndpoint().toString())
                .subscriptionId(id)
                .buildClient());
  }

  private <T> Answer<T> call(Mono<Reply> request, Function<Reply, Answer<T>> read) {
    // Elsewhere, because looking up a name and getting a token block the thread that asks.
    CompletableFuture<Reply> reply = request.subscribeOn(Schedulers.boundedElastic()).toFuture();
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
}
