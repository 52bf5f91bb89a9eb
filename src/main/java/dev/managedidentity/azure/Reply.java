package dev.managedidentity.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * What came back over the wire, whole.
 *
 * @param at when, for a Retry-After that is a date
 */
record Reply(int status, HttpHeaders headers, String body, Instant at) {
  private static final HttpHeaderName OPERATION = HttpHeaderName.fromString("Azure-AsyncOperation");

  private static final HttpHeaderName CORRELATION =
      HttpHeaderName.fromString("x-ms-correlation-request-id");

  static Mono<Reply> of(HttpResponse response, Instant at) {
    return response
        .getBodyAsString()
        .defaultIfEmpty("")
        .map(body -> new Reply(response.getStatusCode(), response.getHeaders(), body, at));
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether it has no body. */
  boolean isBare() {
    return body.isBlank();
  }

  Optional<String> etag() {
    return Optional.ofNullable(headers.getValue(HttpHeaderName.ETAG));
  }

  Optional<Operation> operation() {
    return Optional.ofNullable(headers.getValue(OPERATION))
        .filter(url -> !url.isBlank())
        .map(Operation::new);
  }

  /** What the activity log knows the request by. */
  Optional<String> correlation() {
    return Optional.ofNullable(headers.getValue(CORRELATION));
  }

  /** How long Azure asks to be left alone, if it says so. */
  Optional<Duration> retryAfter() {
    return RetryAfter.parse(headers.getValue(HttpHeaderName.RETRY_AFTER), at);
  }
}
