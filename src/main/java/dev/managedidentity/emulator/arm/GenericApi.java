package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.Optional;
import java.util.UUID;

/**
 * Every resource that has no rules of its own here: stores what it is given and returns it. Its
 * identity is treated like any other's, as all providers hand that on to the same service.
 */
final class GenericApi implements Provider {
  private final World world;
  private final ComputeWrite write;
  private final ListApi lists;

  GenericApi(World world, ComputeWrite write, ListApi lists) {
    this.world = world;
    this.write = write;
    this.lists = lists;
  }

  @Override
  public Answer answer(Call call, ResourcePath path) {
    if (path.isResource()) {
      return answer(call, path.resource().orElseThrow());
    }
    if (call.is("POST") && path.owner().isPresent()) {
      return action(call, path.owner().get(), path.last());
    }
    return lists.resources(
        call, path.kind(), path.owner().map(ResourceId::text).orElse(path.scope()));
  }

  private Answer answer(Call call, ResourceId id) {
    String verb =
        switch (call.method()) {
          case "GET", "HEAD" -> "read";
          case "PUT", "PATCH" -> "write";
          case "DELETE" -> "delete";
          default -> throw Refusals.methodNotAllowed(call.method());
        };
    world.require(call, id, verb);
    Optional<Resource> found = world.store.find(id);
    return switch (verb) {
      case "read" -> shown(found.orElseThrow(() -> missing(id)));
      case "write" -> write(call, id, found);
      default -> delete(call, id, found);
    };
  }

  /** Asks for secrets, of which there are none but made-up ones, or does nothing. */
  private Answer action(Call call, ResourceId id, String action) {
    world.require(call, id, action + "/action");
    if (world.store.find(id).isEmpty()) {
      throw missing(id);
    }
    ObjectNode body = Json.object();
    if (action.equalsIgnoreCase("listKeys")) {
      body.putArray("keys")
          .addObject()
          .put("keyName", "key1")
          .put("value", "bm8gc2VjcmV0")
          .put("permissions", "FULL");
    }
    return Answer.json(200, body);
  }

  private static Answer shown(Resource resource) {
    String etag = resource.body().path("etag").asText();
    return Answer.json(200, resource.body().deepCopy()).with("ETag", etag.isEmpty() ? null : etag);
  }

  /** ManagedIdentity words it in its own way for what is a part of an identity. */
  private static ArmException missing(ResourceId id) {
    return id.kind().isOf(ResourceKind.FEDERATED_CREDENTIAL.namespace())
        ? new ArmException(404, "NotFound", "Resource '" + id.text() + "' was not found.")
        : Refusals.notFound(id);
  }

  private Answer write(Call call, ResourceId id, Optional<Resource> found) {
    ObjectNode sent = call.body();
    if (found.isEmpty() && call.is("PATCH")) {
      throw missing(id);
    }
    requireParent(id);
    Resource resource = found.orElseGet(() -> new Resource(id, ResourceBodies.plain(id)));
    ObjectNode identity =
        write.checkedIdentity(call.caller(), resource, sent.get("identity"), call.is("PUT"));
    ResourceBodies.mergePlain(resource.body(), sent);
    write.setIdentity(call.caller().client(), resource, identity);
    if (id.kind().isOf("Microsoft.Network")) {
      resource.body().put("etag", "W/\"" + UUID.randomUUID() + "\"");
    }
    world.store.put(resource);
    GenericStyle style = GenericStyle.of(id.kind());
    boolean isNew = found.isEmpty();
    if (style.runs()) {
      return running(call, resource, isNew, style);
    }
    write.settle(resource, Operation.State.SUCCEEDED, false);
    if (id.kind().equals(ResourceKind.FEDERATED_CREDENTIAL)) {
      resource.body().withObject("/properties").remove("provisioningState");
    }
    int status = isNew ? style.created() : style.updated();
    Answer answer = Answer.json(status, resource.body().deepCopy());
    return status == 202 ? withLocation(call, resource) : located(answer, id, isNew);
  }

  /** What is made at once says where it is. */
  private static Answer located(Answer answer, ResourceId id, boolean isNew) {
    return answer.with("Location", isNew ? IdentityApi.encoded(id.text()) : null);
  }

  /** Made by and by: the answer is empty and says where the made thing will be. */
  private Answer withLocation(Call call, Resource resource) {
    Operation operation =
        world.operations.start(
            world.timing.change(resource, false), write.planned(call), state -> {});
    operation.result(resource);
    return Answer.empty(202)
        .with("Location", url(call, resource, operation) + "&monitor=true")
        .with("Retry-After", Integer.toString(world.timing.retryAfter(17)));
  }

  private Answer running(Call call, Resource resource, boolean isNew, GenericStyle style) {
    write.settle(resource, Operation.State.SUCCEEDED, false);
    resource.state("Updating");
    Operation operation = write.runBeside(call, resource, isNew);
    operation.result(resource);
    String url = url(call, resource, operation);
    int status = isNew ? style.created() : style.updated();
    return Answer.json(status, resource.body().deepCopy())
        .with("Location", status == 202 ? url + "&monitor=true" : null)
        .with("Azure-AsyncOperation", url)
        .with("Azure-AsyncNotification", "Enabled")
        .with("Retry-After", Integer.toString(world.timing.retryAfter(10)));
  }

  private Answer delete(Call call, ResourceId id, Optional<Resource> found) {
    if (found.isEmpty()) {
      return Answer.empty(204);
    }
    GenericStyle style = GenericStyle.of(id.kind());
    if (!style.runs()) {
      world.store.remove(id);
      return Answer.empty(style.deleted());
    }
    found.get().state("Deleting");
    Operation operation = write.deleteBeside(call, found.get(), () -> world.store.remove(id));
    String url = url(call, found.get(), operation);
    return Answer.empty(style.deleted())
        .with("Azure-AsyncOperation", url)
        .with("Azure-AsyncNotification", "Enabled")
        .with("Location", url + "&monitor=true")
        .with("Retry-After", Integer.toString(world.timing.retryAfter(10)));
  }

  /** A part cannot be without its whole, where the whole is of a kind that is kept. */
  private void requireParent(ResourceId id) {
    id.parent()
        .filter(parent -> parent.kind().equals(ResourceKind.USER_ASSIGNED_IDENTITY))
        .filter(parent -> world.store.find(parent).isEmpty())
        .ifPresent(
            parent -> {
              throw Refusals.parentNotFound(id);
            });
  }

  private String url(Call call, Resource resource, Operation operation) {
    return world.urls.of(
        operation,
        resource.id().subscription(),
        resource.id().kind().namespace(),
        resource.region(),
        call.apiVersion());
  }
}
