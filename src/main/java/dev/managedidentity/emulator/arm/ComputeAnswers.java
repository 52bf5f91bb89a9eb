package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import java.util.Optional;

/** The answers of compute: how a resource is shown, and what an accepted write says. */
final class ComputeAnswers {
  private final World world;

  ComputeAnswers(World world) {
    this.world = world;
  }

  /** A resource, as it is or as the Resource Graph has it. */
  Answer read(Call call, Resource resource) {
    if (call.wantsGraph()) {
      return graph(call, resource);
    }
    return withEtag(Answer.json(200, view(resource, call)), resource, call);
  }

  private Answer graph(Call call, Resource resource) {
    requireGraph(world, resource.id().key());
    Optional<ObjectNode> body = world.snapshots.of(resource);
    ObjectNode then = body.orElseThrow(() -> Refusals.notFound(resource.id()));
    return Answer.json(200, then.put("apiVersion", call.apiVersion()))
        .with("x-ms-arg-snapshot-timestamp", world.snapshots.time().toString());
  }

  /** Refuses where the Resource Graph never answers for this id. */
  static void requireGraph(World world, String key) {
    for (String part : world.behaviour.quirks().graphRefused()) {
      if (part.equals("*") || key.contains(part.toLowerCase(java.util.Locale.ROOT))) {
        throw Refusals.graphCannot();
      }
    }
  }

  /** The resource as this caller's api version shows it. */
  ObjectNode view(Resource resource, Call call) {
    ObjectNode view = resource.body().deepCopy();
    if (resource.id().kind().equals(ResourceKind.VIRTUAL_MACHINE)) {
      showExtensions(resource, view);
    }
    return call.knowsEtags() ? view.put("etag", "\"" + resource.etag() + "\"") : view;
  }

  /** A machine lists its extensions as resources; a scale set has them in its model. */
  private void showExtensions(Resource machine, ObjectNode view) {
    var extensions =
        ResourceStore.under(
            world.store.of(ResourceKind.MACHINE_EXTENSION), machine.id().key() + "/extensions");
    if (!extensions.isEmpty()) {
      ArrayNode resources = view.putArray("resources");
      extensions.values().forEach(one -> resources.add(one.body().deepCopy()));
    }
  }

  Answer withEtag(Answer answer, Resource resource, Call call) {
    return answer.with("ETag", call.knowsEtags() ? "\"" + resource.etag() + "\"" : null);
  }

  /** A write that was accepted, with what the resource is from now on. */
  Answer accepted(Call call, Resource resource, Operation operation, Answer answer) {
    String url = url(call, resource, operation);
    return answer
        .with("Azure-AsyncOperation", url)
        .with("Azure-AsyncNotification", "Enabled")
        .with("Retry-After", retryAfter(resource.id(), operation))
        .with("x-ms-request-charge", answer.status() == 200 ? "0" : "1");
  }

  /** A deletion that was accepted. */
  Answer deleting(Call call, Resource resource, Operation operation) {
    return accepted(call, resource, operation, Answer.empty(202))
        .with("Location", url(call, resource, operation) + "&monitor=true");
  }

  String url(Call call, Resource resource, Operation operation) {
    return world.urls.of(
        operation, resource.id().subscription(), resource.region(), call.apiVersion());
  }

  /** Scale sets always say how long to wait; machines only while they are made or deleted. */
  private String retryAfter(ResourceId id, Operation operation) {
    boolean named =
        id.kind().type().startsWith(ResourceKind.SCALE_SET.type())
            || (id.kind().equals(ResourceKind.VIRTUAL_MACHINE) && !operation.isUpdate());
    boolean silent = !named && world.timing.isSilentWhereAzureIs();
    operation.silent(silent);
    return silent ? null : Integer.toString(world.timing.retryAfter(10));
  }
}
