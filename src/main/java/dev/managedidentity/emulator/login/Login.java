package dev.managedidentity.emulator.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Exchanges;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Microsoft Entra as far as a service principal with a secret needs it. */
public final class Login {
  /** Client ids are GUIDs in Azure; anything may stand for one here, within reason. */
  private static final int LONGEST_CLIENT = 200;

  private final URI base;
  private final UnaryOperator<String> objectIds;
  private final Tokens tokens;
  private final Map<String, String> secrets = new ConcurrentHashMap<>();

  /**
   * @param objectIds from a client id to the object id of its principal
   */
  public Login(URI base, Clock clock, UnaryOperator<String> objectIds) {
    this.base = base;
    this.objectIds = objectIds;
    this.tokens = new Tokens(clock);
  }

  /** From now on the client needs this secret; others log in with any. */
  public void requireSecret(String client, String secret) {
    secrets.put(client, secret);
  }

  /** The client that the request has a good token for. */
  public Optional<String> client(Request request) {
    return tokens.client(request.header("Authorization"));
  }

  /** The answer to a request that needs no token, if it is one. */
  public Optional<Answer> answer(Request request) {
    List<String> parts = request.segments();
    if (request.method().equals("GET") && parts.equals(List.of("metadata", "endpoints"))) {
      return Optional.of(Answer.json(200, endpoints()));
    }
    if (request.method().equals("GET") && request.path().endsWith("/openid-configuration")) {
      return Optional.of(Answer.json(200, openIdConfiguration(parts.get(0))));
    }
    boolean token = request.path().matches("/[^/]+/oauth2/(v2\\.0/)?token");
    return request.method().equals("POST") && token
        ? Optional.of(token(request, parts.get(0)))
        : Optional.empty();
  }

  /** What a request without a good token gets. */
  public Answer refusal(Request request) {
    boolean none = request.header("Authorization") == null;
    String code = none ? "AuthenticationFailed" : "InvalidAuthenticationToken";
    String message =
        none
            ? "Authentication failed. The 'Authorization' header is missing."
            : "The access token is invalid or has expired.";
    String challenge =
        "Bearer authorization_uri=\""
            + base
            + "/common\", error=\"invalid_token\", error_description=\""
            + message
            + "\"";
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return Answer.json(401, body).with("WWW-Authenticate", challenge);
  }

  private Answer token(Request request, String tenant) {
    Map<String, String> form = Exchanges.parameters(request.body());
    String client = form.getOrDefault("client_id", basic(request, 0));
    String secret = form.getOrDefault("client_secret", basic(request, 1));
    if (client.isEmpty() || client.length() > LONGEST_CLIENT) {
      return failed(
          400,
          "invalid_request",
          900144,
          "The request body must contain the following parameter: 'client_id'.");
    }
    String needed = secrets.get(client);
    if (needed != null && !needed.equals(secret)) {
      return failed(
          401,
          "invalid_client",
          7000215,
          "Invalid client secret provided. Ensure the secret being sent in the request is the"
              + " client secret value, not the client secret ID, for a secret added to app '"
              + client
              + "'.");
    }
    String issuer = base + "/" + tenant + "/v2.0";
    ObjectNode body =
        Json.object()
            .put("token_type", "Bearer")
            .put("expires_in", Tokens.LIFETIME.toSeconds())
            .put("ext_expires_in", Tokens.LIFETIME.toSeconds())
            .put("access_token", tokens.issue(issuer, tenant, client, objectIds.apply(client)));
    // Microsoft's libraries warn where the id they sent does not come back.
    return Answer.json(200, body)
        .with("Cache-Control", "no-store, no-cache")
        .with("client-request-id", request.header("client-request-id"));
  }

  /** The part of a Basic Authorization header: 0 is the name, 1 the password. */
  private static String basic(Request request, int part) {
    String header = request.header("Authorization");
    if (header == null || !header.startsWith("Basic ")) {
      return "";
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
      String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      return part < parts.length ? parts[part] : "";
    } catch (IllegalArgumentException e) {
      // No Base64: as good as no credentials.
      return "";
    }
  }

  private static Answer failed(int status, String error, int number, String message) {
    ObjectNode body =
        Json.object()
            .put("error", error)
            .put("error_description", "AADSTS" + number + ": " + message)
            .put("trace_id", UUID.randomUUID().toString())
            .put("correlation_id", UUID.randomUUID().toString());
    body.putArray("error_codes").add(number);
    return Answer.json(status, body);
  }

  private ObjectNode endpoints() {
    ObjectNode body =
        Json.object()
            .put("name", "Emulator")
            .put("portal", base.toString())
            .put("galleryEndpoint", base + "/")
            .put("graphEndpoint", base + "/")
            .put("microsoftGraphResourceId", base + "/")
            .put("portalEndpoint", base + "/")
            .put("resourceManager", base + "/");
    ObjectNode authentication =
        body.putObject("authentication")
            .put("loginEndpoint", base + "/")
            .put("tenant", "common")
            .put("identityProvider", "AAD");
    authentication
        .putArray("audiences")
        .add(base + "/")
        .add("https://management.core.windows.net/");
    body.putObject("suffixes");
    return body;
  }

  private ObjectNode openIdConfiguration(String tenant) {
    String root = base + "/" + tenant;
    ObjectNode body =
        Json.object()
            .put("token_endpoint", root + "/oauth2/v2.0/token")
            .put("authorization_endpoint", root + "/oauth2/v2.0/authorize")
            .put("device_authorization_endpoint", root + "/oauth2/v2.0/devicecode")
            .put("issuer", root + "/v2.0")
            .put("jwks_uri", root + "/discovery/v2.0/keys")
            .put("tenant_region_scope", "EU");
    body.putArray("response_types_supported").add("code").add("token");
    body.putArray("subject_types_supported").add("pairwise");
    body.putArray("id_token_signing_alg_values_supported").add("RS256");
    return body;
  }
}
