package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.Set;

/** A refusal in Azure's form. Thrown before anything has changed. */
final class ArmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Set<String> GATEWAY =
      Set.of(
          "ResourceNotFound",
          "ResourceGroupNotFound",
          "ParentResourceNotFound",
          "SubscriptionNotFound",
          "DeploymentNotFound",
          "FailedIdentityOperation",
          "AuthorizationFailed",
          "LinkedAuthorizationFailed",
          "ScopeLocked");

  private final int status;
  private final String code;
  private final String target;
  private final int retryAfter;

  ArmException(int status, String code, String message) {
    this(status, code, message, null, 0);
  }

  ArmException(int status, String code, String message, String target, int retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.target = target;
    this.retryAfter = retryAfter;
  }

  String code() {
    return code;
  }

  /** Whether the front door refuses by itself, before any resource provider has been asked. */
  boolean isOfFrontDoor() {
    return GATEWAY.contains(code);
  }

  Answer answer() {
    ObjectNode error = Json.object().put("code", code).put("message", getMessage());
    if (target != null) {
      error.put("target", target);
    }
    if (status == 429 && code.equals("OperationNotAllowed")) {
      error
          .putArray("details")
          .addObject()
          .put("code", "TooManyRequests")
          .put("message", getMessage());
    }
    Answer answer = Answer.json(status, Json.object().set("error", error));
    return answer
        .with("x-ms-failure-cause", isOfFrontDoor() ? "gateway" : null)
        .with("Retry-After", retryAfter > 0 ? Integer.toString(retryAfter) : null);
  }
}
