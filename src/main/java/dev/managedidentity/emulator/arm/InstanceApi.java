package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The instances of a scale set: as many as its capacity says, save those that were deleted. */
final class InstanceApi {
  private static final int MOST = 1000;

  private final World world;
  private final ComputeWrite write;
  private final ComputeAnswers answers;
  private final Set<String> deleted = new HashSet<>();

  InstanceApi(World world, ComputeWrite write, ComputeAnswers answers) {
    this.world = world;
    this.write = write;
    this.answers = answers;
  }

  Answer answer(Call call, ResourceId id) {
    String verb =
        switch (call.method()) {
          case "GET" -> "read";
          case "PUT" -> "write";
          case "DELETE" -> "delete";
          default -> throw Refusals.methodNotAllowed(call.method());
        };
    world.require(call, id, verb);
    Resource instance = existing(id);
    return switch (verb) {
      case "read" -> answers.read(call, instance);
      case "write" -> put(call, instance);
      default -> delete(call, instance);
    };
  }

  Answer list(Call call, ResourceId ownerId) {
    world.require(call, ownerId, "virtualMachines/read");
    Resource owner = write.existing(ownerId);
    ArrayNode value = Json.MAPPER.createArrayNode();
    int capacity = Math.min(MOST, owner.body().path("sku").path("capacity").asInt());
    for (int i = 0; i < capacity; i++) {
      find(ownerId.child(ResourceKind.INSTANCE, Integer.toString(i)))
          .ifPresent(one -> value.add(answers.view(one, call)));
    }
    return Answer.json(200, Json.object().set("value", value))
        .with("x-ms-request-charge", Integer.toString(Math.max(1, capacity)));
  }

  /** How a scale set, a machine or an instance runs. */
  Answer view(Call call, ResourceId id) {
    world.require(call, id, "instanceView/read");
    boolean instance = id.kind().equals(ResourceKind.INSTANCE);
    Resource resource = instance ? existing(id) : write.existing(id);
    ObjectNode body = Json.object();
    if (id.kind().equals(ResourceKind.SCALE_SET)) {
      body.putObject("virtualMachine")
          .putArray("statusesSummary")
          .addObject()
          .put("code", "ProvisioningState/succeeded")
          .put("count", resource.body().path("sku").path("capacity").asInt());
    }
    status(body.putArray("statuses"), "ProvisioningState/succeeded", "Provisioning succeeded");
    if (!id.kind().equals(ResourceKind.SCALE_SET)) {
      status(body.withArray("statuses"), "PowerState/running", "VM running");
    }
    return Answer.json(200, body).with("x-ms-request-charge", "1");
  }

  Answer action(Call call, ResourceId id, String action) {
    if (!call.is("POST")) {
      throw Routes.nothing(call);
    }
    world.require(call, id, action + "/action");
    return ComputeApi.accepted(world, write, answers, call, existing(id));
  }

  private void status(ArrayNode statuses, String code, String words) {
    statuses
        .addObject()
        .put("code", code)
        .put("level", "Info")
        .put("displayStatus", words)
        .put("time", world.clock.instant().toString());
  }

  private Answer put(Call call, Resource instance) {
    call.requireMatch(instance.etag());
    ResourceBodies.merge(instance.body(), call.body());
    instance.state("Updating");
    world.store.put(instance);
    Operation operation = write.runBeside(call, instance, false);
    Answer answer = Answer.json(200, answers.view(instance, call));
    return answers.withEtag(answers.accepted(call, instance, operation, answer), instance, call);
  }

  private Answer delete(Call call, Resource instance) {
    instance.state("Deleting");
    world.store.put(instance);
    Operation operation =
        write.deleteBeside(
            call,
            instance,
            () -> {
              world.store.remove(instance.id());
              deleted.add(instance.id().key());
            });
    return answers.deleting(call, instance, operation);
  }

  private Resource existing(ResourceId id) {
    if (!id.name().matches("\\d{1,9}")) {
      throw Refusals.instanceIsNoNumber();
    }
    if (world.store.find(id.parent().orElseThrow()).isEmpty()) {
      throw Refusals.parentNotFound(id);
    }
    return find(id).orElseThrow(Refusals::entityNotFound);
  }

  private Optional<Resource> find(ResourceId id) {
    Optional<Resource> known = world.store.find(id);
    Resource owner = world.store.find(id.parent().orElseThrow()).orElseThrow();
    boolean there =
        Integer.parseInt(id.name()) < owner.body().path("sku").path("capacity").asInt()
            && !deleted.contains(id.key());
    return known.isPresent() || !there ? known : Optional.of(made(id, owner));
  }

  private static Resource made(ResourceId id, Resource owner) {
    ObjectNode body =
        Json.object()
            .put("name", owner.id().name() + "_" + id.name())
            .put("id", id.text())
            .put("type", id.kind().fullType())
            .put("location", owner.body().path("location").asText())
            .put("instanceId", id.name());
    body.set("sku", owner.body().path("sku").deepCopy());
    ((ObjectNode) body.get("sku")).remove("capacity");
    body.putObject("properties")
        .put("latestModelApplied", true)
        .put(
            "vmId",
            UUID.nameUUIDFromBytes(id.key().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString())
        .put("provisioningState", "Succeeded");
    return new Resource(id, body);
  }
}
