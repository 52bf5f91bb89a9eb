package dev.managedidentity.azure;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A token endpoint that said neither yes nor no. */
final class UnwellTokenEndpoint extends IOException {
  private static final long serialVersionUID = 1L;

  private final String host;
  private final int status;
  private final Duration retryAfter;

  UnwellTokenEndpoint(String host, Reply reply) {
    super("no word about the credential from " + host + ": status " + reply.status());
    this.host = host;
    this.status = reply.status();
    this.retryAfter = reply.retryAfter().orElse(null);
  }

  String host() {
    return host;
  }

  int status() {
    return status;
  }

  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
