package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.Optional;

/**
 * Extensions of scale sets and of machines. Those of a scale set are a part of its model too, so
 * that whoever reads or sends the whole model sees the same.
 */
final class ExtensionApi {
  private final World world;
  private final ComputeWrite write;
  private final ComputeAnswers answers;

  ExtensionApi(World world, ComputeWrite write, ComputeAnswers answers) {
    this.world = world;
    this.write = write;
    this.answers = answers;
  }

  Answer answer(Call call, ResourceId id) {
    String verb =
        switch (call.method()) {
          case "GET" -> "read";
          case "PUT", "PATCH" -> "write";
          case "DELETE" -> "delete";
          default -> throw Refusals.methodNotAllowed(call.method());
        };
    world.require(call, id, verb);
    ResourceId ownerId = id.parent().orElseThrow();
    Resource owner = world.store.find(ownerId).orElseThrow(() -> Refusals.parentNotFound(id));
    Optional<Resource> found = find(owner, id);
    return switch (verb) {
      case "read" -> Answer.json(200, found.orElseThrow(() -> missing(id)).body().deepCopy());
      case "write" -> put(call, owner, id, found);
      default -> delete(call, owner, found);
    };
  }

  Answer list(Call call, ResourceId ownerId) {
    world.require(call, ownerId, "extensions/read");
    Resource owner = write.existing(ownerId);
    ArrayNode value = Json.MAPPER.createArrayNode();
    if (isScaleSet(owner)) {
      for (JsonNode entry : ExtensionProfile.of(owner)) {
        ResourceId id =
            ownerId.child(ResourceKind.SCALE_SET_EXTENSION, entry.path("name").asText());
        find(owner, id).ifPresent(one -> value.add(one.body().deepCopy()));
      }
    } else {
      ResourceStore.under(
              world.store.of(ResourceKind.MACHINE_EXTENSION), ownerId.key() + "/extensions")
          .values()
          .forEach(one -> value.add(one.body().deepCopy()));
    }
    return Answer.json(200, Json.object().set("value", value));
  }

  /** Azure tells the two apart: a scale set's extension is no resource of the front door. */
  private static ArmException missing(ResourceId id) {
    return id.kind().equals(ResourceKind.SCALE_SET_EXTENSION)
        ? Refusals.entityNotFound()
        : Refusals.notFound(id);
  }

  /** An extension in the model that was never written by itself is one all the same. */
  private Optional<Resource> find(Resource owner, ResourceId id) {
    Optional<Resource> own = world.store.find(id);
    if (!isScaleSet(owner)) {
      return own;
    }
    return ExtensionProfile.find(owner, id.name())
        .map(
            entry -> {
              Resource resource = own.orElseGet(() -> new Resource(id, body(id, null)));
              String state = resource.body().path("properties").path("provisioningState").asText();
              resource.body().set("properties", entry.path("properties").deepCopy());
              resource.state(state.isEmpty() ? "Succeeded" : state);
              return resource;
            });
  }

  private Answer put(Call call, Resource owner, ResourceId id, Optional<Resource> found) {
    ObjectNode sent = call.body();
    if (owner.isBeingDeleted()) {
      throw Refusals.beingDeleted(owner.id());
    }
    boolean isNew = found.isEmpty();
    if (isNew && call.is("PATCH")) {
      throw missing(id);
    }
    Resource extension = found.orElseGet(() -> new Resource(id, body(id, sent)));
    boolean whole = call.is("PUT");
    if (whole) {
      extension.body().remove("properties");
    }
    ResourceBodies.merge(extension.body(), sent);
    world.snapshots.changes(owner);
    world.store.put(extension);
    if (isScaleSet(owner)) {
      ExtensionProfile.put(owner, id.name(), extension.body().path("properties"));
      owner.stepEtag();
    }
    extension.state(isNew ? "Creating" : "Updating");
    Operation operation = write.runBeside(call, extension, isNew);
    return answers.accepted(
        call, extension, operation, Answer.json(isNew ? 201 : 200, extension.body().deepCopy()));
  }

  private Answer delete(Call call, Resource owner, Optional<Resource> found) {
    if (found.isEmpty()) {
      return Answer.empty(204);
    }
    Resource extension = found.get();
    world.store.put(extension);
    extension.state("Deleting");
    Operation operation =
        write.deleteBeside(
            call,
            extension,
            () -> {
              world.store.remove(extension.id());
              if (isScaleSet(owner)) {
                world.snapshots.changes(owner);
                ExtensionProfile.remove(owner, extension.id().name());
                owner.stepEtag();
              }
            });
    return answers.deleting(call, extension, operation);
  }

  private static ObjectNode body(ResourceId id, ObjectNode sent) {
    ObjectNode body =
        Json.object().put("name", id.name()).put("id", id.text()).put("type", id.kind().fullType());
    if (sent != null && sent.has("location")) {
      body.set("location", sent.get("location"));
    }
    return body;
  }

  private static boolean isScaleSet(Resource owner) {
    return owner.id().kind().equals(ResourceKind.SCALE_SET);
  }
}
