package dev.managedidentity.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.javaoperatorsdk.operator.RuntimeInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** Answers /livez, /readyz and /metrics over plain HTTP. */
final class Probes implements AutoCloseable {
  private final HttpServer server;

  private Probes(HttpServer server) {
    this.server = server;
  }

  /**
   * @param port 0 for any free one
   * @param waiting whether somebody else works: ready then, or a rolling update would wait for ever
   * @throws IOException naming the port and the remedy, if it cannot be had
   */
  static Probes start(int port, RuntimeInfo runtime, BooleanSupplier waiting, Metrics metrics)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(port), 0);
    } catch (IOException e) {
      throw new IOException(
          "Port "
              + port
              + " for the probes cannot be had ("
              + e.getMessage()
              + "); set another with --probe-port",
          e);
    }
    server.createContext("/livez", answer(() -> !runtime.isStarted() || isWatching(runtime)));
    server.createContext(
        "/readyz",
        answer(() -> waiting.getAsBoolean() || (runtime.isStarted() && isWatching(runtime))));
    server.createContext("/metrics", exchange -> tell(exchange, 200, metrics.text()));
    server.start();
    return new Probes(server);
  }

  private static boolean isWatching(RuntimeInfo runtime) {
    return runtime.allEventSourcesAreHealthy();
  }

  private static HttpHandler answer(BooleanSupplier well) {
    return exchange -> {
      boolean ok = well.getAsBoolean();
      byte[] body = (ok ? "ok\n" : "not ok\n").getBytes(StandardCharsets.UTF_8);
      tell(exchange, ok ? 200 : 503, body);
    };
  }

  private static void tell(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (HttpExchange open = exchange) {
      open.getResponseHeaders().set("Content-Type", Metrics.CONTENT_TYPE);
      open.sendResponseHeaders(status, body.length);
      open.getResponseBody().write(body);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
