package dev.managedidentity.azure;

import dev.managedidentity.emulator.wire.Certificate;
import dev.managedidentity.emulator.wire.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTPS server that gives out tokens and answers everything else as a test wants it. */
final class ScriptedEndpoint implements AutoCloseable {
  private static final String TOKEN =
      "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"ext_expires_in\":3600,"
          + "\"access_token\":\"a.b.c\"}";

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Certificate certificate;
  private final LoopbackServer server;

  /** Runs before a token is given out. */
  volatile Runnable beforeToken = () -> {};

  /** Runs before anything else is answered. */
  volatile Runnable beforeAnswer = () -> {};

  /** The answer to whatever is no request for a token. */
  volatile int status = 200;

  volatile Map<String, String> headers = Map.of();

  ScriptedEndpoint(Path directory) throws IOException {
    certificate = Certificate.in(directory);
    server =
        LoopbackServer.tls(
            0,
            certificate.context(),
            Duration.ofSeconds(60),
            (exchange, request) -> {
              String path = exchange.getRequestURI().getPath();
              requests.add(exchange.getRequestMethod() + " " + path);
              boolean isSignIn = isSignIn(path);
              byte[] body = body(path).getBytes(StandardCharsets.UTF_8);
              exchange.getResponseHeaders().set("Content-Type", "application/json");
              if (!isSignIn) {
                beforeAnswer.run();
                headers.forEach(exchange.getResponseHeaders()::set);
              }
              int code = isSignIn ? 200 : status;
              exchange.sendResponseHeaders(code, code == 204 ? -1 : body.length);
              if (code != 204) {
                exchange.getResponseBody().write(body);
              }
              exchange.close();
            });
  }

  private static boolean isSignIn(String path) {
    return path.endsWith("/token") || path.endsWith("/openid-configuration");
  }

  private String body(String path) {
    if (path.endsWith("/token")) {
      beforeToken.run();
      return TOKEN;
    }
    return path.endsWith("/openid-configuration")
        ? ("{\"token_endpoint\":\"%1$s/t/oauth2/v2.0/token\",\"issuer\":\"%1$s/t/v2.0\","
                + "\"authorization_endpoint\":\"%1$s/t/oauth2/v2.0/authorize\"}")
            .formatted(root())
        : "{}";
  }

  private String root() {
    return uri().toString().replaceAll("/$", "");
  }

  URI uri() {
    return server.uri();
  }

  /** Method and path of each, in the order in which they came, without those to sign in. */
  List<String> requests() {
    return requests.stream()
        .filter(request -> !isSignIn(request))
        .filter(request -> !request.contains("/discovery/"))
        .toList();
  }

  AzureSettings settings() {
    return new AzureSettings(
        uri(),
        uri(),
        null,
        "t",
        "client",
        "secret",
        null,
        certificate.pem(),
        Duration.ofSeconds(60));
  }

  @Override
  public void close() {
    server.close();
  }
}
