package dev.managedidentity.emulator.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** An HTTPS server on the loopback address with a bounded number of threads. */
public final class TlsServer implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

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

  private final HttpsServer server;
  private final RequestThreads threads;

  private TlsServer(HttpsServer server, RequestThreads threads) {
    this.server = server;
    this.threads = threads;
  }

  /** What is done with a request, nothing where its body is too large. */
  public interface Handler {
    void handle(HttpExchange exchange, Optional<Request> request) throws IOException;
  }

  /**
   * Starts to listen; port 0 takes any free one.
   *
   * @param slowest so long a request may take to arrive, and its answer to be taken
   */
  public static TlsServer start(int port, SSLContext tls, Duration slowest, Handler handler)
      throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 1024);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    RequestThreads threads = new RequestThreads(slowest);
    server.createContext("/", exchange -> handle(exchange, handler, threads));
    server.setExecutor(threads);
    server.start();
    return new TlsServer(server, threads);
  }

  /** The address, by number: the certificate names it, and no resolver can get in the way. */
  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
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
