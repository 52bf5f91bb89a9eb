package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Deployments of templates: taken, and run to their end. What a template would make is not made:
 * the expressions in it are a language of their own.
 */
final class DeploymentApi implements Provider {
  private final World world;
  private final Provider others;
  private final Map<String, Operation> running = new HashMap<>();

  DeploymentApi(World world, Provider others) {
    this.world = world;
    this.others = others;
  }

  @Override
  public Answer answer(Call call, ResourcePath path) {
    if (!path.types().get(0).equalsIgnoreCase(ResourceKind.DEPLOYMENT.type())
        || path.names().isEmpty()) {
      return others.answer(call, path);
    }
    if (path.types().size() == 2 && path.isResource()) {
      return status(call, path.names().get(1));
    }
    if (!path.isResource()) {
      return below(call, path);
    }
    ResourceId id = path.resource().orElseThrow();
    if (call.is("GET") && world.store.find(id).isEmpty()) {
      world.require(call, id, "read");
      throw new ArmException(
          404, "DeploymentNotFound", "Deployment '" + id.name() + "' could not be found.");
    }
    if (call.is("DELETE") && world.store.find(id).isPresent()) {
      return delete(call, id);
    }
    return call.is("PUT") ? put(call, id) : others.answer(call, path);
  }

  private Answer put(Call call, ResourceId id) {
    world.require(call, id, "write");
    ObjectNode sent = call.body();
    Resource deployment = new Resource(id, body(id, sent));
    world.store.put(deployment);
    // Azure shows at once that it has taken the template, and Running only when asked again.
    Operation operation =
        world.operations.start(
            world.timing.deployment(),
            Operation.Planned.SUCCESS,
            state -> deployment.state("Succeeded"));
    running.put(operation.name(), operation);
    ObjectNode answer = deployment.body().deepCopy();
    deployment.state("Running");
    String url =
        world.base
            + id.text()
            + "/operationStatuses/"
            + operation.name()
            + "?api-version="
            + call.apiVersion();
    return Answer.json(201, answer).with("Azure-AsyncOperation", url);
  }

  /** Forgets the deployment, by and by; what it made stays. */
  private Answer delete(Call call, ResourceId id) {
    world.require(call, id, "delete");
    Operation operation =
        world.operations.start(
            world.timing.delete(), Operation.Planned.SUCCESS, state -> world.store.remove(id));
    operation.endStatus(204);
    return Answer.empty(202)
        .with("Location", world.urls.result(operation, id.subscription(), call.apiVersion()))
        .with("Retry-After", Integer.toString(world.timing.retryAfter(15)));
  }

  private Answer status(Call call, String name) {
    Operation operation = running.get(name);
    if (operation == null) {
      throw Routes.nothing(call);
    }
    boolean fresh = world.clock.instant().isBefore(operation.start().plusSeconds(1));
    String status = operation.isRunning() ? fresh ? "Accepted" : "Running" : "Succeeded";
    return Answer.json(200, Json.object().put("status", status));
  }

  private Answer below(Call call, ResourcePath path) {
    if (call.is("POST") && path.last().equalsIgnoreCase("validate")) {
      ResourceId id = path.owner().orElseThrow();
      world.require(call, id, "validate/action");
      return Answer.json(200, body(id, call.body()));
    }
    if (call.is("GET") && path.last().equalsIgnoreCase("operations")) {
      return Answer.json(200, Json.object().set("value", Json.MAPPER.createArrayNode()));
    }
    return others.answer(call, path);
  }

  private ObjectNode body(ResourceId id, ObjectNode sent) {
    ObjectNode body =
        Json.object().put("id", id.text()).put("name", id.name()).put("type", id.kind().fullType());
    ObjectNode properties = body.putObject("properties");
    properties.put("templateHash", Integer.toUnsignedString(sent.hashCode()));
    properties.set("parameters", Json.object());
    properties
        .put("mode", sent.path("properties").path("mode").asText("Incremental"))
        .put("provisioningState", "Accepted")
        .put("timestamp", world.clock.instant().toString())
        .put("duration", "PT0S")
        .put("correlationId", UUID.randomUUID().toString());
    properties.putArray("providers");
    properties.putArray("dependencies");
    return body;
  }
}
