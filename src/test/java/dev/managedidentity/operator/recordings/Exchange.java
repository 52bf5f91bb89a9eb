package dev.managedidentity.operator.recordings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/**
 * One recorded request and its answer.
 *
 * @param label what the recording calls it, or its position
 * @param path without host and query
 * @param request the body sent; null if there was none or it was not recorded
 * @param answer the body received, whole or an excerpt; null where it was not recorded
 * @param identityOnly the recording tells of the answer only the identity, null standing for none
 * @param identity the identity so told
 * @param state the provisioning state; null if it is not told
 */
public record Exchange(
    String label,
    String method,
    String path,
    JsonNode request,
    int status,
    JsonNode answer,
    boolean identityOnly,
    JsonNode identity,
    String state) {

  public boolean succeeded() {
    return status >= 200 && status < 300;
  }

  public boolean isWrite() {
    return method.equals("PUT") || method.equals("PATCH");
  }

  /** The identity member of the request; empty if it has none or was not recorded. */
  public Optional<JsonNode> requestedIdentity() {
    return Optional.ofNullable(request).map(body -> body.get("identity")).filter(n -> !n.isNull());
  }

  /** What the answer says of the resource's identity; empty if it says nothing of it. */
  public Optional<IdentityBlock> toldIdentity() {
    if (!succeeded()) {
      return Optional.empty();
    }
    JsonNode told = identityOnly ? identity : answer == null ? null : answer.get("identity");
    if (told != null && !told.isNull()) {
      return Optional.of(IdentityBlock.parse(told));
    }
    boolean saysNone = identityOnly ? state != null : answer != null && answer.has("id");
    return saysNone ? Optional.of(IdentityBlock.NONE) : Optional.empty();
  }

  /** The whole resource, where it was recorded. */
  public Optional<ObjectNode> wholeResource() {
    return answer instanceof ObjectNode body && body.has("id") && body.has("properties")
        ? Optional.of(body)
        : Optional.empty();
  }

  /** Whether Azure was still at work when it gave this answer. */
  public boolean isInTransition() {
    return state == null || !state.toLowerCase(Locale.ROOT).equals("succeeded");
  }
}
