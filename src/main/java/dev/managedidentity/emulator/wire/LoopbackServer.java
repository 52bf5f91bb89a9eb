package dev.managedidentity.emulator.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A server on the loopback address with a bounded number of threads, with TLS or without. */
public final class LoopbackServer implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 1024;

  static {
    // The JDK's server reads these once. Without the first, every answer waits 40 ms for the
    // client's delayed acknowledgement; the second ends connections that never send anything. The
    // third forgets connections that ended in the middle of an answer, which are kept for ever
    // without it.
    settle("sun.net.httpserver.nodelay", "true");
    settle("sun.net.httpserver.maxReqTime", "60");
    settle("sun.net.httpserver.maxRspTime", "120");
    settle("sun.net.httpserver.idleInterval", "300");
    settle("sun.net.httpserver.maxIdleConnections", "1000");
  }

  private final HttpServer server;
  private final String scheme;
  private final RequestThreads threads;

  private LoopbackServer(HttpServer server, String scheme, RequestThreads threads) {
    this.server = server;
    this.scheme = scheme;
    this.threads = threads;
  }

  /** What is done with a request, nothing where its body is too large. */
  public interface Handler {
    void handle(HttpExchange exchange, Optional<Request> request) throws IOException;
  }

  /**
   * Starts to listen with TLS; port 0 takes any free one.
   *
   * @param slowest so long a request may take to arrive, and its answer to be taken
   */
  public static LoopbackServer tls(int port, SSLContext tls, Duration slowest, Handler handler)
      throws IOException {
    HttpsServer server = HttpsServer.create(address(port), BACKLOG);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return start(server, "https", slowest, handler);
  }

  /** The same without TLS. */
  public static LoopbackServer plain(int port, Duration slowest, Handler handler)
      throws IOException {
    return start(HttpServer.create(address(port), BACKLOG), "http", slowest, handler);
  }

  private static InetSocketAddress address(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
  }

  private static LoopbackServer start(
      HttpServer server, String scheme, Duration slowest, Handler handler) {
    RequestThreads threads = new RequestThreads(slowest);
    server.createContext("/", exchange -> handle(exchange, handler, threads));
    server.setExecutor(threads);
    server.start();
    return new LoopbackServer(server, scheme, threads);
  }

  /** The address, by number: a certificate names it, and no resolver can get in the way. */
  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private static void handle(HttpExchange exchange, Handler handler, RequestThreads threads)
      throws IOException {
    Optional<Request> request = Exchanges.read(exchange);
    threads.arrived();
    handler.handle(exchange, request);
  }

  private static void settle(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
