package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Scale sets and virtual machines: the requests. What a write does is in {@link ComputeWrite}. */
final class ComputeApi {
  /** Actions that answer 202 and do nothing that a client of identities could see. */
  private static final Set<String> ACTIONS =
      Set.of("manualupgrade", "start", "restart", "deallocate", "poweroff", "reimage", "redeploy");

  private final World world;
  private final ComputeWrite write;

  ComputeApi(World world, ComputeWrite write) {
    this.world = world;
    this.write = write;
  }

  Answer answer(Call call, ResourceId id) {
    return switch (call.method()) {
      case "GET" -> {
        Resource resource = existing(call, id, "read");
        yield withEtag(Answer.json(200, view(resource, call)), resource, call);
      }
      case "PUT" -> put(call, id);
      case "PATCH" -> patch(call, id);
      case "DELETE" -> delete(call, id);
      default -> throw Refusals.methodNotAllowed(call.method());
    };
  }

  Answer action(Call call, ResourceId id, String action) {
    if (!call.is("POST")) {
      throw Refusals.methodNotAllowed(call.method());
    }
    if (!ACTIONS.contains(action.toLowerCase(Locale.ROOT))) {
      throw Refusals.noSuchPath(call.method(), call.request().path());
    }
    world.require(call, id, action + "/action");
    Resource resource = world.store.find(id).orElseThrow(() -> Refusals.notFound(id));
    Operation operation =
        world.operations.start(
            world.timing.change(resource, false), write.planned(call), state -> {});
    String url = url(call, resource, operation);
    return Answer.empty(202)
        .with("Azure-AsyncOperation", url)
        .with("Location", url + "&monitor=true")
        .with("Retry-After", Integer.toString(world.timing.retryAfter(10)))
        .with("x-ms-request-charge", "0");
  }

  /** The resource as this caller's api version shows it. */
  static ObjectNode view(Resource resource, Call call) {
    ObjectNode view = resource.body().deepCopy();
    return call.knowsEtags() ? view.put("etag", "\"" + resource.etag() + "\"") : view;
  }

  private static Answer withEtag(Answer answer, Resource resource, Call call) {
    return answer.with("ETag", call.knowsEtags() ? "\"" + resource.etag() + "\"" : null);
  }

  private Resource existing(Call call, ResourceId id, String verb) {
    world.require(call, id, verb);
    return world.store.find(id).orElseThrow(() -> Refusals.notFound(id));
  }

  private Answer put(Call call, ResourceId id) {
    world.require(call, id, "write");
    ObjectNode sent = call.body();
    Optional<Resource> found = world.store.find(id);
    if (found.isPresent()) {
      return changed(call, found.get(), sent, true);
    }
    if (call.request().header("If-Match") != null) {
      throw Refusals.notFound(id);
    }
    if (sent.path("location").asText().isEmpty()) {
      throw Refusals.locationRequired();
    }
    Resource made = new Resource(id, ResourceBodies.created(id, sent));
    Operation operation = write.create(call, made, sent.get("identity"));
    return accepted(call, made, operation, 201);
  }

  private Answer patch(Call call, ResourceId id) {
    return changed(call, existing(call, id, "write"), call.body(), false);
  }

  private Answer changed(Call call, Resource resource, ObjectNode sent, boolean replaces) {
    call.requireMatch(resource.etag());
    if (resource.isBeingDeleted()) {
      throw Refusals.beingDeleted(resource.id());
    }
    Operation operation = write.change(call, resource, sent, replaces);
    return accepted(call, resource, operation, 200);
  }

  private Answer delete(Call call, ResourceId id) {
    world.require(call, id, "delete");
    Optional<Resource> found = world.store.find(id);
    if (found.isEmpty()) {
      return Answer.empty(204);
    }
    call.requireMatch(found.get().etag());
    Operation operation = write.delete(call, found.get());
    String url = url(call, found.get(), operation);
    return asynchronous(Answer.empty(202), url, id.kind()).with("Location", url + "&monitor=true");
  }

  private Answer accepted(Call call, Resource resource, Operation operation, int status) {
    String url = url(call, resource, operation);
    Answer answer = Answer.json(status, view(resource, call));
    return withEtag(asynchronous(answer, url, resource.id().kind()), resource, call);
  }

  private String url(Call call, Resource resource, Operation operation) {
    return world.urls.of(
        operation, resource.id().subscription(), resource.region(), call.apiVersion());
  }

  /** Writes of machines say how long to wait only half of the time. */
  private String retryAfter(String url, ResourceKind kind) {
    boolean silent = kind == ResourceKind.VIRTUAL_MACHINE && url.hashCode() % 2 == 0;
    return silent ? null : Integer.toString(world.timing.retryAfter(10));
  }

  private Answer asynchronous(Answer answer, String url, ResourceKind kind) {
    return answer
        .with("Azure-AsyncOperation", url)
        .with("Azure-AsyncNotification", "Enabled")
        .with("Retry-After", retryAfter(url, kind))
        .with("x-ms-request-charge", answer.status() == 200 ? "0" : "1");
  }
}
