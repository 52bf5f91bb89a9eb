package dev.managedidentity.emulator.wire;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Between the JDK server's exchanges and our requests and answers. */
public final class Exchanges {
  /** Azure Resource Manager takes no request body above this, in bytes. */
  public static final int LARGEST_BODY = 4 * 1024 * 1024;

  private static final int ORDINARY_BODY = 64 * 1024;
  private static final Semaphore LARGE_BODIES = new Semaphore(8);

  private Exchanges() {}

  /** The whole request, or nothing when its body is too large. */
  public static Optional<Request> read(HttpExchange exchange) throws IOException {
    byte[] body = body(exchange);
    if (body.length > LARGEST_BODY) {
      return Optional.empty();
    }
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    String target = exchange.getRequestURI().toString();
    URI uri = withoutDoubledSlash(target);
    return Optional.of(
        new Request(
            exchange.getRequestMethod(),
            target,
            uri.getPath() == null ? "" : uri.getPath(),
            parameters(uri.getRawQuery()),
            headers,
            new String(body, StandardCharsets.UTF_8)));
  }

  /** The body, or a little more than the largest. Few large ones at once, for the memory's sake. */
  private static byte[] body(HttpExchange exchange) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      byte[] start = in.readNBytes(ORDINARY_BODY);
      if (start.length < ORDINARY_BODY) {
        return start;
      }
      LARGE_BODIES.acquire();
      try {
        byte[] rest = in.readNBytes(LARGEST_BODY + 1 - ORDINARY_BODY);
        byte[] whole = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, whole, start.length, rest.length);
        return whole;
      } finally {
        LARGE_BODIES.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The request took too long", e);
    }
  }

  /**
   * The az command appends paths to an address that ends with a slash already. What then starts
   * with two would read as a host.
   */
  private static URI withoutDoubledSlash(String target) {
    try {
      return new URI(target.replaceFirst("^/{2,}", "/"));
    } catch (URISyntaxException e) {
      // It had a host in it after all: such a path leads nowhere.
      return URI.create("/");
    }
  }

  /** The parameters of a query or of a form. */
  public static Map<String, String> parameters(String encoded) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : encoded == null ? new String[0] : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.put(decoded(name).toLowerCase(Locale.ROOT), decoded(value));
    }
    return parameters;
  }

  /** Sends the answer and ends the exchange. */
  public static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = start(exchange, answer);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Sends status and headers only and returns the bytes that are still to follow. */
  public static byte[] start(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), none ? -1 : body.length);
    return none ? new byte[0] : body;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Not percent-encoded after all: take it as it stands rather than fail the request.
      return text;
    }
  }
}
