package dev.managedidentity.operator;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers /livez, /readyz and /metrics over plain HTTP. */
final class Probes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Probes.class);

  private final HttpServer server;

  private Probes(HttpServer server) {
    this.server = server;
  }

  /**
   * @param port 0 for any free one
   * @param metrics in Prometheus' text format
   * @throws IOException naming the port and the remedy, if it cannot be had
   */
  static Probes start(
      int port, BooleanSupplier live, BooleanSupplier ready, Supplier<String> metrics)
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
    server.createContext("/livez", handler(() -> answer(live)));
    server.createContext("/readyz", handler(() -> answer(ready)));
    server.createContext("/metrics", handler(() -> new Answer(200, metrics.get())));
    server.start();
    return new Probes(server);
  }

  private record Answer(int status, String text) {}

  private static Answer answer(BooleanSupplier well) {
    return well.getAsBoolean() ? new Answer(200, "ok\n") : new Answer(503, "not ok\n");
  }

  private static HttpHandler handler(Supplier<Answer> answers) {
    return exchange -> {
      try (exchange) {
        Answer answer = answer(exchange.getHttpContext().getPath(), answers);
        exchange.getResponseHeaders().set("Content-Type", Metrics.CONTENT_TYPE);
        byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    };
  }

  /** The JDK's server would break the connection without a word. */
  private static Answer answer(String path, Supplier<Answer> answers) {
    try {
      return answers.get();
    } catch (RuntimeException e) {
      log.error("{} cannot be answered; please report this with its stack trace", path, e);
      return new Answer(500, "cannot be answered: " + e + "; the log has more\n");
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
