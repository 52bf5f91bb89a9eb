package dev.managedidentity.emulator.wire;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** An HTTPS server on the loopback address with a bounded number of threads. */
public final class TlsServer implements AutoCloseable {
  /** A client that is slow to send its request holds a thread, so there are many of them. */
  private static final int THREADS = 256;

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  static {
    // The JDK's server reads these once. Without the first, every answer waits 40 ms for the
    // client's delayed acknowledgement; the second ends requests that never finish arriving.
    settle("sun.net.httpserver.nodelay", "true");
    settle("sun.net.httpserver.maxReqTime", "30");
    settle("sun.net.httpserver.idleInterval", "300");
    settle("sun.net.httpserver.maxIdleConnections", "1000");
  }

  private final HttpsServer server;
  private final ThreadPoolExecutor threads;

  private TlsServer(HttpsServer server, ThreadPoolExecutor threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Starts to listen; port 0 takes any free one. */
  public static TlsServer start(int port, SSLContext tls, HttpHandler handler) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 1024);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", handler);
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "emulator-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
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
    threads.shutdownNow();
  }

  private static void settle(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
