package dev.managedidentity.emulator.wire;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Between the JDK server's exchanges and our requests and answers. */
public final class Exchanges {
  /** Azure Resource Manager takes no request body above this, in bytes. */
  public static final int LARGEST_BODY = 4 * 1024 * 1024;

  private Exchanges() {}

  /** The whole request, or nothing when its body is too large. */
  public static Optional<Request> read(HttpExchange exchange) throws IOException {
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(LARGEST_BODY + 1);
      if (body.length > LARGEST_BODY) {
        return Optional.empty();
      }
    }
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    String path = path(exchange.getRequestURI());
    return Optional.of(
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            path,
            parameters(exchange.getRequestURI().getRawQuery()),
            headers,
            new String(body, StandardCharsets.UTF_8)));
  }

  /** Clients that join a scope with a slash too many are understood all the same. */
  private static String path(URI target) {
    String path =
        target.getRawAuthority() == null ? target.getPath() : target.getSchemeSpecificPart();
    int query = path == null ? -1 : path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    return bare == null ? "" : bare.startsWith("//") ? bare.substring(1) : bare;
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
