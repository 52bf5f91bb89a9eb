package dev.managedidentity.azure;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import reactor.core.publisher.Mono;

/**
 * Whether requests to Azure may still be sent: closed once, for all credentials, when the process
 * stops. It is checked where a request leaves, after the token is there: a token endpoint that
 * stalls must not turn into a write long after the process was told to stop.
 */
final class CallGate implements HttpPipelinePolicy {
  private volatile boolean isClosed;

  /** Sends no more requests. Those that are on their way may end. */
  void close() {
    isClosed = true;
  }

  /**
   * @throws CallsStopped if the process stops
   */
  void check() {
    if (isClosed) {
      throw new CallsStopped();
    }
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    return isClosed ? Mono.error(new CallsStopped()) : next.process();
  }
}
