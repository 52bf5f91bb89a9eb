package dev.managedidentity.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import dev.managedidentity.plan.ArmId;
import java.time.Instant;

/** Answers as they come over the wire, made up. */
final class Replies {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String SUBSCRIPTION = "/subscriptions/0a0a/resourceGroups/shop/providers/";
  static final ArmId WEB =
      ArmId.parse(SUBSCRIPTION + "Microsoft.Compute/virtualMachineScaleSets/web");

  private Replies() {}

  static ArmId identity(String name) {
    return ArmId.parse(SUBSCRIPTION + "Microsoft.ManagedIdentity/userAssignedIdentities/" + name);
  }

  static final String ROLE = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

  /** The id of the role assignment of this name at a scope. */
  static String assignment(String scope, String name) {
    return scope + "/providers/Microsoft.Authorization/roleAssignments/" + name;
  }

  static Reply reply(int status, String body) {
    return new Reply(status, new HttpHeaders(), body, NOW);
  }

  static Reply reply(int status, String header, String value, String body) {
    HttpHeaders headers = new HttpHeaders().set(HttpHeaderName.fromString(header), value);
    return new Reply(status, headers, body, NOW);
  }

  static Reply error(int status, String code, String message) {
    return reply(status, errorBody(code, message));
  }

  static String errorBody(String code, String message) {
    return "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}"
        .formatted(code, message.replace("\"", "\\\""));
  }
}
