package dev.managedidentity.azure;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.net.HttpURLConnection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Signs requests in, and forgets the token once Azure rejects it: the library would send it again
 * until it expires, up to a day later, though a new one may be all that is needed.
 */
final class FreshSignIn implements HttpPipelinePolicy {
  private final Supplier<HttpPipelinePolicy> signIn;
  private final AtomicReference<HttpPipelinePolicy> current;

  /**
   * @param signIn makes a policy that has no token yet
   */
  FreshSignIn(Supplier<HttpPipelinePolicy> signIn) {
    this.signIn = signIn;
    this.current = new AtomicReference<>(signIn.get());
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    HttpPipelinePolicy used = current.get();
    return used.process(context, next)
        .doOnNext(
            response -> {
              if (response.getStatusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                // Of many calls rejected together, one makes the next sign-in.
                current.compareAndSet(used, signIn.get());
              }
            });
  }
}
