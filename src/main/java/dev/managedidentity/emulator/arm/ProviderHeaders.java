package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** The headers that each resource provider adds to every answer of its own. */
final class ProviderHeaders {
  private static final String SERVER = "Microsoft-HTTPAPI/2.0";
  private static final String SLICE =
      "x-ms-gateway-slice=Production; path=/; secure; samesite=none; httponly";

  private ProviderHeaders() {}

  static Answer of(Call call, Answer answer) {
    return ResourcePath.parse(call.request().segments())
        .map(path -> of(path, call, answer))
        .orElse(answer);
  }

  private static Answer of(ResourcePath path, Call call, Answer answer) {
    return switch (path.namespace().toLowerCase(Locale.ROOT)) {
      case "microsoft.compute" ->
          path.types().size() > 1 && path.types().get(1).equalsIgnoreCase("virtualMachines")
              ? compute(call, answer).with("x-ms-request-charge", "1")
              : compute(call, answer);
      case "microsoft.authorization" ->
          answer.with("Set-Cookie", SLICE).with("x-ms-request-charge", "1");
      case "microsoft.network" ->
          others(call, answer).with("x-ms-arm-service-request-id", UUID.randomUUID().toString());
      case "microsoft.resources" -> answer.with("x-ms-deployment-engine-version", "1.0.0");
      default -> others(call, answer);
    };
  }

  private static Answer compute(Call call, Answer answer) {
    return others(call, answer).with("x-ms-need-to-refresh-epl-cache", "False");
  }

  private static Answer others(Call call, Answer answer) {
    // The same for the same path, so that whoever compares two answers sees one operation.
    UUID of = UUID.nameUUIDFromBytes(call.request().path().getBytes(StandardCharsets.UTF_8));
    return answer
        .with("Server", SERVER)
        .with("x-ms-operation-identifier", "objectId=" + call.caller().objectId() + "/" + of);
  }
}
