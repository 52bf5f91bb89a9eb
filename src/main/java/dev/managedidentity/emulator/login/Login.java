package dev.managedidentity.emulator.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Exchanges;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Microsoft Entra as far as service principals and managed identities need it. */
public final class Login {
  /** Client ids are GUIDs in Azure; anything may stand for one here, within reason. */
  private static final int LONGEST_CLIENT = 200;

  private static final String DEFAULT_SCOPE = "/.default";
  private static final Pattern GUID =
      Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final URI base;
  private final UnaryOperator<String> objectIds;
  private final Tokens tokens;
  private final String tenant;
  private final Clients clients = new Clients();

  /**
   * @param tenant that everything here belongs to
   * @param objectIds from a client id to the object id of its principal
   */
  public Login(URI base, String tenant, Clock clock, UnaryOperator<String> objectIds) {
    this.base = base;
    this.tenant = tenant;
    this.objectIds = objectIds;
    this.tokens = new Tokens(clock);
  }

  /** From now on the client needs this secret; others log in with any. */
  public void requireSecret(String client, String secret) {
    clients.secret(client, secret);
  }

  /**
   * From now on the client can log in with this certificate.
   *
   * @throws IllegalArgumentException where it is none
   */
  public void addCertificate(String client, String pem) {
    clients.certificate(client, pem);
  }

  /** From now on the client can log in with tokens of this issuer for this subject. */
  public void addFederatedCredential(String client, FederatedCredential credential) {
    clients.federated(client, credential);
  }

  /** Whom the request has a token for, good for Azure Resource Manager or not. */
  public Optional<Subject> subject(Request request) {
    return tokens.subject(request.header("Authorization"));
  }

  Instant now() {
    return tokens.now();
  }

  /** A token of this tenant. */
  String issue(String client, String objectId, String audience, Duration lifetime) {
    return tokens.issue(issuer(tenant), new Subject(tenant, client, objectId, audience), lifetime);
  }

  private String issuer(String ofTenant) {
    return base + "/" + ofTenant + "/v2.0";
  }

  /** The answer to a request that needs no token, if it is one. */
  public Optional<Answer> answer(Request request) {
    List<String> parts = request.segments();
    if (request.method().equals("GET") && parts.equals(List.of("metadata", "endpoints"))) {
      return Optional.of(Answer.json(200, addresses()));
    }
    if (request.method().equals("GET") && request.path().endsWith("/openid-configuration")) {
      return Optional.of(Answer.json(200, openIdConfiguration(parts.get(0))));
    }
    boolean token = request.path().matches("/[^/]+/oauth2/(v2\\.0/)?token");
    return request.method().equals("POST") && token
        ? Optional.of(token(request, parts.get(0)))
        : Optional.empty();
  }

  /** What a request gets that has no token, or one that is not for it. */
  public Answer refusal(Request request) {
    Optional<Subject> subject = subject(request);
    if (subject.isPresent()) {
      return refusal("InvalidAuthenticationToken" + fault(subject.get()), words(subject.get()));
    }
    boolean none = request.header("Authorization") == null;
    return refusal(
        none ? "AuthenticationFailed" : "InvalidAuthenticationToken",
        none
            ? "Authentication failed. The 'Authorization' header is missing."
            : "The access token is invalid or has expired.");
  }

  private Answer refusal(String code, String message) {
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

  /** Whether Azure Resource Manager takes a token about this subject. */
  public boolean isForResourceManager(Subject subject) {
    return fault(subject).isEmpty();
  }

  private String fault(Subject subject) {
    if (!audiences().contains(withoutSlashes(subject.audience()))) {
      return "Audience";
    }
    return subject.tenant().equalsIgnoreCase(tenant) ? "" : "Tenant";
  }

  private String words(Subject subject) {
    return fault(subject).equals("Audience")
        ? "The access token has been obtained for wrong audience or resource '%s'. It should exactly match with one of the allowed audiences '%s'."
            .formatted(subject.audience(), String.join(",", audiences()))
        : "The access token is from the wrong issuer '%s'. It must match the tenant '%s' associated with this subscription. Please use the authority (URL) '%s' to get the token."
            .formatted(issuer(subject.tenant()), issuer(tenant), base + "/" + tenant);
  }

  /** Without their last slash. */
  private List<String> audiences() {
    return List.of(
        base.toString(),
        base.toString().replace("127.0.0.1", "localhost"),
        "https://management.core.windows.net",
        "https://management.azure.com");
  }

  private static String withoutSlashes(String text) {
    return text.replaceFirst("/+$", "");
  }

  private Answer token(Request request, String asked) {
    Map<String, String> form = Exchanges.parameters(request.body());
    String client = form.getOrDefault("client_id", basic(request, 0));
    if (client.isEmpty() || client.length() > LONGEST_CLIENT) {
      return EntraError.clientMissing().answer();
    }
    String assertion = form.get("client_assertion");
    Optional<EntraError> refused =
        assertion == null
            ? clients.refuse(client, form.getOrDefault("client_secret", basic(request, 1)))
            : clients.refuseAssertion(client, assertion, endpoints(asked), tokens.now());
    if (refused.isPresent()) {
      return refused.get().answer();
    }
    // A name, such as common or a domain, is one of this tenant; an id is that of a tenant.
    String of = GUID.matcher(asked).matches() ? asked : tenant;
    Subject subject = new Subject(of, client, objectIds.apply(client), audience(form));
    ObjectNode body =
        Json.object()
            .put("token_type", "Bearer")
            .put("expires_in", Tokens.LIFETIME.toSeconds())
            .put("ext_expires_in", Tokens.LIFETIME.toSeconds())
            .put("access_token", tokens.issue(issuer(of), subject, Tokens.LIFETIME));
    // Microsoft's libraries warn where the id they sent does not come back.
    return Answer.json(200, body)
        .with("Cache-Control", "no-store, no-cache")
        .with("client-request-id", request.header("client-request-id"));
  }

  /** What an assertion that a client signs itself is for: where the token is asked of, or whom. */
  private Set<String> endpoints(String asked) {
    String root = base + "/" + asked;
    return Set.of(root + "/oauth2/v2.0/token", root + "/oauth2/token", root + "/v2.0", root + "/");
  }

  /** Of scopes the one that names a resource whole; who asks for nothing means this Azure. */
  private String audience(Map<String, String> form) {
    String scope =
        Arrays.stream(form.getOrDefault("scope", "").split("\\s+", -1))
            .filter(one -> one.endsWith(DEFAULT_SCOPE))
            .map(one -> one.substring(0, one.length() - DEFAULT_SCOPE.length()))
            .findFirst()
            .orElse(base.toString());
    return form.getOrDefault("resource", scope);
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

  private ObjectNode addresses() {
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
