package dev.managedidentity.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import reactor.core.publisher.Mono;

/**
 * The HTTP client that the sign-in library is given. It lets through only what says yes or no to a
 * credential: the library reports a token endpoint that is down, throttled or talking nonsense in
 * the same words as a wrong secret.
 */
final class TokenAnswers implements HttpClient {
  private final HttpClient inner;
  private final Clock clock;

  TokenAnswers(HttpClient inner, Clock clock) {
    this.inner = inner;
    this.clock = clock;
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return send(request, Context.NONE);
  }

  /** Fails with {@link NoAnswer} and {@link UnwellTokenEndpoint} only. */
  @Override
  public Mono<HttpResponse> send(HttpRequest request, Context context) {
    return inner
        .send(request, context)
        .flatMap(
            response ->
                Reply.of(response, clock.instant())
                    .flatMap(
                        reply ->
                            isWord(reply)
                                ? Mono.just(response)
                                : Mono.error(
                                    new UnwellTokenEndpoint(
                                        request.getUrl().getAuthority(), reply))));
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    return send(request, context).block();
  }

  private static boolean isWord(Reply reply) {
    boolean passing = reply.status() >= 500 || reply.status() == 429 || reply.status() == 408;
    return !passing && Json.whole(reply.body()).filter(JsonNode::isObject).isPresent();
  }
}
