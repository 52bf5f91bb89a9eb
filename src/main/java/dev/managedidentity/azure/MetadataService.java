package dev.managedidentity.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.azure.core.util.Context;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * HTTP to the metadata service of the machine, where managed identities get their tokens. Never
 * through a proxy, which would ask the metadata service of another machine. Where there is none,
 * connecting may last as long as it is allowed to, so that this has less time than a whole call:
 * the failure is then told as one of the credential.
 */
final class MetadataService implements HttpClient {
  private static final String PATH = "/metadata/identity/";
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  private final HttpClient inner;
  private final URI endpoint;

  /** Makes ready; sends nothing. */
  MetadataService(AzureSettings settings) {
    Duration limit = limit(settings);
    java.net.http.HttpClient.Builder jdk =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .proxy(java.net.http.HttpClient.Builder.NO_PROXY)
            .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
            .sslContext(Trust.with(settings.caCertificateFile()));
    this.inner =
        new WholeAnswers(
            new JdkHttpClientBuilder(jdk)
                // Its environment may name a proxy, too.
                .configuration(Configuration.NONE)
                .connectionTimeout(min(limit, LONGEST_CONNECT))
                .responseTimeout(limit)
                .readTimeout(limit)
                .build(),
            limit);
    this.endpoint = settings.tokenEndpoint();
  }

  /** How long the token of a managed identity may take. */
  static Duration limit(AzureSettings settings) {
    return min(settings.deadline().dividedBy(2), LONGEST);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return send(request, Context.NONE);
  }

  /** Fails with {@link NoAnswer} only. */
  @Override
  public Mono<HttpResponse> send(HttpRequest request, Context context) {
    return inner.send(toEndpoint(request), context);
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    return send(request, context).block();
  }

  /** The library takes the address from the environment only. */
  private HttpRequest toEndpoint(HttpRequest request) {
    String url = request.getUrl().toString();
    int path = url.indexOf(PATH);
    return endpoint == null || path < 0
        ? request
        : request.copy().setUrl(endpoint + url.substring(path));
  }
}
