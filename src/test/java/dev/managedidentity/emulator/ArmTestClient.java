package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Talks to an emulator as a client would that trusts its certificate. */
final class ArmTestClient {
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String API = "api-version=2024-11-01";

  private final Emulator emulator;
  private final HttpClient http;
  private final String token;

  /** A status with headers and a parsed body. */
  record Reply(HttpResponse<String> http) {
    int status() {
      return http.statusCode();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse(null);
    }

    JsonNode body() {
      return json(http.body());
    }

    String error() {
      return body().path("error").path("code").asText();
    }

    String message() {
      return body().path("error").path("message").asText();
    }
  }

  private ArmTestClient(Emulator emulator, HttpClient http, String token) {
    this.emulator = emulator;
    this.http = http;
    this.token = token;
  }

  /** Logged in as the client of the environment. */
  static ArmTestClient of(Emulator emulator) {
    return anonymous(emulator).as(emulator.environment().get("AZURE_CLIENT_ID"));
  }

  static ArmTestClient anonymous(Emulator emulator) {
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(trusting(emulator.directory().resolve("ca.pem")))
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    return new ArmTestClient(emulator, http, null);
  }

  ArmTestClient as(String client) {
    return withToken(login(client, "emulator").body().path("access_token").asText());
  }

  ArmTestClient withToken(String newToken) {
    return new ArmTestClient(emulator, http, newToken);
  }

  Reply login(String client, String secret) {
    return loginAt("a-tenant", form(client, secret));
  }

  private static String form(String client, String secret) {
    return "grant_type=client_credentials&scope=https%3A%2F%2Fmanagement.azure.com%2F.default&client_id="
        + client
        + "&client_secret="
        + secret;
  }

  /** Sends this form to the token endpoint of this tenant. */
  Reply loginAt(String tenant, String form) {
    return send(
        HttpRequest.newBuilder(emulator.uri().resolve("/" + tenant + "/oauth2/v2.0/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  Reply get(String path) {
    return call("GET", path, "");
  }

  Reply delete(String path) {
    return call("DELETE", path, "");
  }

  Reply put(String path, String body) {
    return call("PUT", path, body);
  }

  Reply patch(String path, String body) {
    return call("PATCH", path, body);
  }

  /** A path gets an api version where it has no query; an absolute URL is used as it is. */
  Reply call(String method, String path, String body, String... headers) {
    URI uri =
        path.startsWith("https://")
            ? URI.create(path)
            : URI.create(emulator.uri() + path + (path.contains("?") ? "" : "?" + API));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  private Reply send(HttpRequest.Builder request) {
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return new Reply(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SSLContext trusting(Path certificate) {
    try (InputStream pem = Files.newInputStream(certificate)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
