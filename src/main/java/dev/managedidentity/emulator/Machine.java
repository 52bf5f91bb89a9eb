package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.managedidentity.emulator.arm.ArmState;
import dev.managedidentity.emulator.arm.Caller;
import dev.managedidentity.emulator.login.MetadataService.Held;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The machine that the token endpoint belongs to, and which identities it has just now. */
final class Machine {
  private final ArmState state;
  private final String defaultClient;
  private volatile String id;

  /**
   * @param id of a scale set or machine; null or empty for one that is nowhere in Azure, whose
   *     system-assigned identity is the default client
   */
  Machine(ArmState state, String id, String defaultClient) {
    this.state = state;
    this.id = Objects.requireNonNullElse(id, "");
    this.defaultClient = defaultClient;
  }

  void is(String newId) {
    id = newId;
  }

  List<Held> identities() {
    String current = id;
    if (current.isEmpty()) {
      return List.of(new Held(defaultClient, Caller.of(defaultClient).objectId(), ""));
    }
    JsonNode identity =
        state.find(current).map(body -> body.path("identity")).orElseGet(Machine::nothing);
    List<Held> held = new ArrayList<>();
    String principal = identity.path("principalId").asText();
    if (!principal.isEmpty()) {
      held.add(new Held(clientOf(principal), principal, ""));
    }
    identity
        .path("userAssignedIdentities")
        .fieldNames()
        .forEachRemaining(one -> userAssigned(one).ifPresent(held::add));
    return held;
  }

  /** As the identity is now, and not as the target remembers it: one made again has other ids. */
  private Optional<Held> userAssigned(String identity) {
    return state
        .find(identity)
        .map(body -> body.path("properties"))
        .map(
            properties ->
                new Held(
                    properties.path("clientId").asText(),
                    properties.path("principalId").asText(),
                    identity));
  }

  /** Azure shows the client id of a system-assigned identity nowhere but in its tokens. */
  private static String clientOf(String principal) {
    return UUID.nameUUIDFromBytes(("client of " + principal).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private static JsonNode nothing() {
    return MissingNode.getInstance();
  }
}
