package dev.managedidentity.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Somebody who changes scale sets as `az` does, and reads the emulator's audit. */
final class AzureByHand {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final String endpoint;
  private final String token;

  /**
   * @param environment what the emulator wrote into its env file
   */
  AzureByHand(Map<String, String> environment)
      throws IOException, InterruptedException, GeneralSecurityException {
    http = HttpClient.newBuilder().sslContext(trusting(environment.get("SSL_CERT_FILE"))).build();
    endpoint = withoutSlash(environment.get("AZURE_RESOURCE_MANAGER_ENDPOINT"));
    HttpRequest login =
        HttpRequest.newBuilder(
                URI.create(
                    withoutSlash(environment.get("AZURE_AUTHORITY_HOST"))
                        + "/"
                        + environment.get("AZURE_TENANT_ID")
                        + "/oauth2/v2.0/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "grant_type=client_credentials&client_id=a-colleague&client_secret=x"
                        + "&scope=https%3A%2F%2Fmanagement.azure.com%2F.default"))
            .build();
    token = send(login).path("access_token").asText();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  JsonNode patch(String id, String body) throws IOException, InterruptedException {
    return send(request(id).method("PATCH", BodyPublishers.ofString(body)).build());
  }

  JsonNode put(String id, String body) throws IOException, InterruptedException {
    return send(request(id).PUT(BodyPublishers.ofString(body)).build());
  }

  JsonNode delete(String id) throws IOException, InterruptedException {
    return send(request(id).DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(endpoint + path + "?api-version=2024-11-01"))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  /** Asks the metadata service of a machine. */
  JsonNode metadata(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)).header("Metadata", "true").GET().build());
  }

  /** Has the emulator fail in these ways from now on, in place of those before. */
  void putFaults(String yaml) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(URI.create(endpoint + "/_emulator/faults"))
            .PUT(BodyPublishers.ofString(yaml))
            .build());
  }

  /** How many requests the operator made by this method to paths that end so. */
  long requests(String method, String end) throws IOException, InterruptedException {
    return requests(method, path -> path.endsWith(end));
  }

  /** How many requests the operator made by this method to paths that contain this. */
  long requestsTo(String method, String part) throws IOException, InterruptedException {
    return requests(method, path -> path.contains(part));
  }

  private long requests(String method, Predicate<String> path)
      throws IOException, InterruptedException {
    long count = 0;
    for (JsonNode request : get("/_emulator/requests")) {
      boolean counts =
          request.path("method").asText().equals(method)
              && path.test(request.path("path").asText())
              && !request.path("client").asText().equals("a-colleague");
      count += counts ? 1 : 0;
    }
    return count;
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(request.method() + " " + request.uri() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  private static String withoutSlash(String uri) {
    return uri.replaceAll("/+$", "");
  }

  private static SSLContext trusting(String certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(Path.of(certificate))) {
      trusted.setCertificateEntry(
          "emulator", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
