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
      Set.of(
          "manualupgrade",
          "start",
          "restart",
          "deallocate",
          "poweroff",
          "reimage",
          "reimageall",
          "redeploy",
          "delete");

  private final World world;
  private final ComputeWrite write;
  private final ComputeAnswers answers;

  ComputeApi(World world, ComputeWrite write, ComputeAnswers answers) {
    this.world = world;
    this.write = write;
    this.answers = answers;
  }

  Answer answer(Call call, ResourceId id) {
    return switch (call.method()) {
      case "GET" -> answers.read(call, existing(call, id, "read"));
      case "PUT" -> put(call, id);
      case "PATCH" -> changed(call, existing(call, id, "write"), call.body(), false);
      case "DELETE" -> delete(call, id);
      default -> throw Refusals.methodNotAllowed(call.method());
    };
  }

  Answer action(Call call, ResourceId id, String action) {
    if (!call.is("POST")) {
      throw Routes.nothing(call);
    }
    if (!ACTIONS.contains(action.toLowerCase(Locale.ROOT))) {
      throw Routes.nothing(call);
    }
    world.require(call, id, action + "/action");
    Resource resource = write.existing(id);
    return accepted(world, write, answers, call, resource);
  }

  /** An action was accepted: unlike a write it has a Location, and names no time to wait. */
  static Answer accepted(
      World world, ComputeWrite write, ComputeAnswers answers, Call call, Resource resource) {
    Operation operation =
        world.operations.start(
            world.timing.change(resource, false), write.planned(call), state -> {});
    boolean silent = world.timing.isSilentWhereAzureIs();
    operation.silent(silent);
    String url = answers.url(call, resource, operation);
    return Answer.empty(202)
        .with("Azure-AsyncOperation", url)
        .with("Location", url + "&monitor=true")
        .with("Retry-After", silent ? null : Integer.toString(world.timing.retryAfter(10)))
        .with("x-ms-request-charge", "0");
  }

  private Resource existing(Call call, ResourceId id, String verb) {
    world.require(call, id, verb);
    return write.existing(id);
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
    return accepted(call, made, operation, Answer.json(201, answers.view(made, call)));
  }

  private Answer changed(Call call, Resource resource, ObjectNode sent, boolean replaces) {
    call.requireMatch(resource.etag());
    if (resource.isBeingDeleted()) {
      throw Refusals.beingDeleted(resource.id());
    }
    Operation operation = write.change(call, resource, sent, replaces);
    ObjectNode view = answers.view(resource, call);
    if (leavesOutValues(call, resource, sent)) {
      view.path("identity")
          .path("userAssignedIdentities")
          .forEach(entry -> ((ObjectNode) entry).removeAll());
    }
    return accepted(call, resource, operation, Answer.json(200, view));
  }

  /** Scale sets once showed no entry's values until the operation had ended. */
  private boolean leavesOutValues(Call call, Resource resource, ObjectNode sent) {
    return sent.has("identity")
        && resource.id().kind().equals(ResourceKind.SCALE_SET)
        && world.behaviour.quirks().leavesOutValues(call.apiVersion());
  }

  private Answer delete(Call call, ResourceId id) {
    world.require(call, id, "delete");
    Optional<Resource> found = world.store.find(id);
    if (found.isEmpty()) {
      return Answer.empty(204);
    }
    call.requireMatch(found.get().etag());
    return answers.deleting(call, found.get(), write.delete(call, found.get()));
  }

  private Answer accepted(Call call, Resource resource, Operation operation, Answer answer) {
    return answers.withEtag(answers.accepted(call, resource, operation, answer), resource, call);
  }
}
