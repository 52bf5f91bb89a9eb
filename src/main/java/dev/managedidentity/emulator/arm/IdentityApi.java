package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.UUID;

/** User-assigned identities as resources of their own. Everything here is synchronous. */
final class IdentityApi {
  private final World world;

  IdentityApi(World world) {
    this.world = world;
  }

  Answer answer(Call call, ResourceId id) {
    Optional<Resource> found = world.store.find(id);
    return switch (call.method()) {
      case "GET" -> Answer.json(200, existing(call, id, found, "read").body().deepCopy());
      case "PUT" -> put(call, id, found);
      case "PATCH" -> patch(call, existing(call, id, found, "write"));
      case "DELETE" -> delete(call, id, found);
      default -> throw Refusals.methodNotAllowed(call.method());
    };
  }

  /** Makes an identity, as a PUT would. */
  Resource create(ResourceId id, String location, JsonNode tags) {
    ObjectNode body =
        Json.object()
            .put("location", location)
            .<ObjectNode>set("tags", tags == null ? Json.object() : tags)
            .put("id", id.text())
            .put("name", id.name())
            .put("type", id.kind().fullType());
    body.putObject("properties")
        .put("isolationScope", "None")
        .put("tenantId", world.behaviour.tenant())
        .put("principalId", UUID.randomUUID().toString())
        .put("clientId", UUID.randomUUID().toString());
    Resource made = new Resource(id, body);
    world.store.put(made);
    if (world.deletedIdentities.remove(id.key())) {
      leaveStale(id);
    }
    return made;
  }

  /** As a header can carry it, whatever letters the names have. */
  private static String encoded(String path) {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw Refusals.badPath();
    }
  }

  void remove(ResourceId id) {
    world.store.remove(id);
    world.deletedIdentities.add(id.key());
  }

  private Resource existing(Call call, ResourceId id, Optional<Resource> found, String verb) {
    world.require(call, id, verb);
    return found.orElseThrow(() -> Refusals.notFound(id));
  }

  private Answer put(Call call, ResourceId id, Optional<Resource> found) {
    world.require(call, id, "write");
    ObjectNode sent = call.body();
    if (found.isPresent()) {
      return patch(call, found.get());
    }
    String location = sent.path("location").asText();
    if (location.isEmpty()) {
      throw Refusals.locationRequired();
    }
    Resource made = create(id, location, sent.get("tags"));
    return Answer.json(201, made.body().deepCopy()).with("Location", encoded(id.text()));
  }

  private static Answer patch(Call call, Resource identity) {
    JsonNode tags = call.body().get("tags");
    if (tags != null && tags.isObject()) {
      identity.body().set("tags", tags);
    }
    return Answer.json(200, identity.body().deepCopy());
  }

  private Answer delete(Call call, ResourceId id, Optional<Resource> found) {
    world.require(call, id, "delete");
    if (found.isEmpty()) {
      return Answer.empty(204);
    }
    remove(id);
    return Answer.empty(200);
  }

  /**
   * Whoever had the old identity under this id keeps a reference to it, which loses its values and
   * is never healed by Azure.
   */
  private void leaveStale(ResourceId id) {
    for (Resource resource : world.store.withIdentities()) {
      ObjectNode entries = resource.userAssigned();
      String key = IdentityMerge.keyOf(entries, id.text());
      if (key != null) {
        entries.set(key, Json.object());
      }
    }
  }
}
