package dev.managedidentity.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * An HTTP client whose answers come whole and in time, or not at all.
 *
 * <p>The JDK client's own time limits are for the headers and for the pause between two bytes, so a
 * server that drips a byte a second beats them. Getting a token goes through this client too, so
 * that no thread of the sign-in library is held for longer than a call may take.
 */
final class WholeAnswers implements HttpClient {
  private static final Logger LOG = LoggerFactory.getLogger(WholeAnswers.class);

  /** Far more than any scale set has; what is bigger is no answer of Azure's. */
  private static final int MOST_BYTES = 16 << 20;

  /**
   * Reactor's key for what to do with an error after the end. A request given up at its deadline
   * ends with one, which Reactor would log as an error of its own, with the stack.
   */
  private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

  private final HttpClient inner;
  private final Duration deadline;

  /**
   * @param deadline for connecting, asking, and the answer down to its last byte
   */
  WholeAnswers(HttpClient inner, Duration deadline) {
    this.inner = inner;
    this.deadline = deadline;
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return send(request, Context.NONE);
  }

  /** Fails with {@link NoAnswer} only. */
  @Override
  public Mono<HttpResponse> send(HttpRequest request, Context context) {
    return Mono.defer(() -> inner.send(request, context))
        .flatMap(WholeAnswers::whole)
        .timeout(deadline)
        .onErrorMap(cause -> new NoAnswer(request.getUrl(), Exceptions.unwrap(cause)))
        .contextWrite(
            reactor -> reactor.put(ON_ERROR_DROPPED, (Consumer<Throwable>) WholeAnswers::late));
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    return send(request, context).block();
  }

  private static Mono<HttpResponse> whole(HttpResponse response) {
    return response
        .getBody()
        .collect(ByteArrayOutputStream::new, WholeAnswers::append)
        .map(
            body ->
                new WholeResponse(
                    response.getRequest(),
                    response.getStatusCode(),
                    response.getHeaders(),
                    body.toByteArray()));
  }

  private static void append(ByteArrayOutputStream body, ByteBuffer part) {
    if (body.size() + part.remaining() > MOST_BYTES) {
      throw Exceptions.propagate(new IOException("an answer of more than 16 MB"));
    }
    byte[] bytes = new byte[part.remaining()];
    part.get(bytes);
    body.write(bytes, 0, bytes.length);
  }

  private static void late(Throwable failure) {
    LOG.debug("A request ended after it was given up", failure);
  }
}
