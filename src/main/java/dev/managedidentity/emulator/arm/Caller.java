package dev.managedidentity.emulator.arm;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Who asks: a client (application) id and the object id of its principal. */
public record Caller(String client, String objectId) {

  /** The caller of a client id; the same client always has the same principal. */
  public static Caller of(String client) {
    return new Caller(
        client,
        UUID.nameUUIDFromBytes(("principal of " + client).getBytes(StandardCharsets.UTF_8))
            .toString());
  }
}
