package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** User-assigned identities as resources of their own. Everything here is synchronous. */
final class IdentityApi {
  private final World world;

  /** When reads find what was made over the wire. */
  private final Map<String, Instant> readable = new HashMap<>();

  IdentityApi(World world) {
    this.world = world;
  }

  Answer answer(Call call, ResourceId id) {
    Optional<Resource> found = world.store.find(id);
    return switch (call.method()) {
      case "GET" -> read(call, id, found);
      case "PUT" -> put(call, id, found);
      case "PATCH" -> patch(call, existing(call, id, found, "write"));
      case "DELETE" -> delete(call, id, found);
      default -> throw Refusals.methodNotAllowed(call.method());
    };
  }

  private Answer read(Call call, ResourceId id, Optional<Resource> found) {
    Resource identity = existing(call, id, found, "read");
    Instant from = readable.get(id.key());
    if (from != null && from.isAfter(world.clock.instant())) {
      throw Refusals.notFound(id);
    }
    readable.remove(id.key());
    return Answer.json(200, view(identity, call));
  }

  /** Makes an identity, as a PUT would. */
  Resource create(ResourceId id, String location, JsonNode tags) {
    ObjectNode body =
        Json.object()
            .put("id", id.text())
            .put("name", id.name())
            .put("type", id.kind().fullType())
            .put("location", location)
            .set("tags", tags == null || tags.isNull() ? Json.object() : tags);
    body.putObject("properties")
        .put("isolationScope", "None")
        .put("tenantId", world.behaviour.tenant())
        .put("principalId", UUID.randomUUID().toString())
        .put("clientId", UUID.randomUUID().toString());
    Resource made = new Resource(id, body);
    world.store.put(made);
    world.principals.made(body.path("properties").path("principalId").asText());
    if (world.deletedIdentities.remove(id.key())) {
      leaveStale(id);
    }
    return made;
  }

  /** The identity as this caller's api version shows it. */
  static ObjectNode view(Resource identity, Call call) {
    ObjectNode body = identity.body().deepCopy();
    if (call.apiVersion().compareTo("2025") < 0
        && body.get("properties") instanceof ObjectNode properties) {
      properties.remove("isolationScope");
    }
    // Recorded so in 2018's version, and with location and tags first from 2024's on.
    if (call.apiVersion().compareTo("2024") < 0) {
      return body;
    }
    ObjectNode ordered = Json.object();
    for (String name : List.of("location", "tags")) {
      if (body.has(name)) {
        ordered.set(name, body.get(name));
      }
    }
    return ordered.setAll(body);
  }

  /** As a header can carry it, whatever letters the names have. */
  static String encoded(String path) {
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
    double delay = world.behaviour.quirks().identityDelay();
    if (delay > 0) {
      readable.put(id.key(), world.clock.instant().plus(world.timing.of(delay)));
    }
    return Answer.json(201, view(made, call)).with("Location", encoded(id.text()));
  }

  private static Answer patch(Call call, Resource identity) {
    JsonNode tags = call.body().get("tags");
    if (tags != null && tags.isObject()) {
      identity.body().set("tags", tags);
    }
    return Answer.json(200, view(identity, call));
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
