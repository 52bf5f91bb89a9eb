package dev.managedidentity.emulator.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The metadata service of a machine, as far as tokens of its managed identities go. Whoever can
 * reach it gets them, which is why it has a port of its own.
 */
public final class MetadataService {
  private static final String PATH = "/metadata/identity/oauth2/token";
  private static final Duration LIFETIME = Duration.ofSeconds(86399);

  /**
   * An identity that the machine has.
   *
   * @param id of the user-assigned identity; empty for the system-assigned one
   */
  public record Held(String client, String objectId, String id) {
    boolean isSystemAssigned() {
      return id.isEmpty();
    }
  }

  private final Login login;
  private final Supplier<List<Held>> held;

  public MetadataService(Login login, Supplier<List<Held>> held) {
    this.login = login;
    this.held = held;
  }

  /** Answers as Azure does; what it documents is in docs/emulator.md. */
  public Answer answer(Request request) {
    if (!request.path().equals(PATH)) {
      return Answer.json(404, error("not_found", "There is no " + request.path() + " here."));
    }
    if (!request.method().equals("GET")) {
      return Answer.json(405, error("invalid_request", "Only GET is allowed."));
    }
    if (!"true".equalsIgnoreCase(request.header("Metadata"))) {
      return refused("invalid_request", "Required metadata header not specified");
    }
    if (request.header("X-Forwarded-For") != null) {
      return refused("invalid_request", "Requests must not come through a proxy");
    }
    if (request.parameter("api-version").isEmpty()) {
      return refused("invalid_request", "Required query variable 'api-version' is missing");
    }
    if (request.parameter("resource").isEmpty()) {
      return refused("invalid_request", "Required query variable 'resource' is missing");
    }
    return token(request);
  }

  private Answer token(Request request) {
    List<Held> all = held.get();
    boolean isNamed =
        List.of("client_id", "object_id", "principal_id", "msi_res_id", "mi_res_id").stream()
            .anyMatch(name -> !request.parameter(name).isEmpty());
    List<Held> found =
        isNamed ? all.stream().filter(one -> isNamed(one, request)).toList() : byDefault(all);
    if (found.isEmpty()) {
      return refused("invalid_request", "Identity not found");
    }
    if (found.size() > 1) {
      return refused(
          "invalid_request",
          "Multiple user assigned identities exist, please specify the clientId / resourceId of the"
              + " identity in the token request");
    }
    return issued(found.get(0), request.parameter("resource"));
  }

  private static boolean isNamed(Held one, Request request) {
    String object = first(request.parameter("object_id"), request.parameter("principal_id"));
    String id = first(request.parameter("msi_res_id"), request.parameter("mi_res_id"));
    return one.client().equalsIgnoreCase(request.parameter("client_id"))
        || one.objectId().equalsIgnoreCase(object)
        || (!id.isEmpty() && one.id().equalsIgnoreCase(id));
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /** The system-assigned identity if there is one, else all: one of those will do. */
  private static List<Held> byDefault(List<Held> all) {
    Optional<Held> system = all.stream().filter(Held::isSystemAssigned).findFirst();
    return system.map(List::of).orElse(all);
  }

  private Answer issued(Held identity, String resource) {
    Instant now = login.now();
    String token = login.issue(identity.client(), identity.objectId(), resource, LIFETIME);
    // All of them texts, numbers too: so the metadata service writes them.
    return Answer.json(
        200,
        Json.object()
            .put("access_token", token)
            .put("client_id", identity.client())
            .put("expires_in", Long.toString(LIFETIME.toSeconds()))
            .put("expires_on", Long.toString(now.plus(LIFETIME).getEpochSecond()))
            .put("ext_expires_in", Long.toString(LIFETIME.toSeconds()))
            .put("not_before", Long.toString(now.getEpochSecond()))
            .put("resource", resource)
            .put("token_type", "Bearer"));
  }

  private static Answer refused(String error, String description) {
    return Answer.json(400, error(error, description));
  }

  private static ObjectNode error(String error, String description) {
    return Json.object().put("error", error).put("error_description", description);
  }
}
