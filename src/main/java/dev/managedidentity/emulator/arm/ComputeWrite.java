package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.fault.Fault;
import dev.managedidentity.emulator.wire.Json;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a write does to a scale set or machine: at once, and when its operation ends. */
final class ComputeWrite {
  private final World world;
  private final IdentityMerge merge;
  private final AssignRights assignRights;

  ComputeWrite(World world) {
    this.world = world;
    this.assignRights = new AssignRights(world);
    this.merge =
        new IdentityMerge(world.behaviour.tenant(), world.behaviour.quirks().unattachedNull());
  }

  /** The resource, or Azure's refusal; compute itself once says so after a deletion. */
  Resource existing(ResourceId id) {
    return world
        .store
        .find(id)
        .orElseThrow(
            () ->
                world.justDeleted.remove(id.key())
                    ? Refusals.entityNotFound()
                    : Refusals.notFound(id));
  }

  Operation create(Call call, Resource made, JsonNode identity) {
    ObjectNode after = checkedIdentity(call.caller(), made, identity, true);
    world.snapshots.appears(made);
    setIdentity(call.caller().client(), made, after);
    made.state("Creating");
    world.store.put(made);
    return run(call, made, world.timing.create(), state -> settle(made, state, false));
  }

  /** Makes a resource whose operation has already ended. */
  void createAtOnce(Caller caller, Resource made, JsonNode identity) {
    setIdentity(caller.client(), made, checkedIdentity(caller, made, identity, true));
    world.store.put(made);
    settle(made, Operation.State.SUCCEEDED, false);
  }

  /** Merges what was sent. Throws before anything has changed: one bad id fails the whole. */
  Operation change(Call call, Resource resource, ObjectNode sent, boolean replaces) {
    Accepted accepted = accept(call.caller(), resource, sent, replaces);
    boolean reverts = call.fault() != null && Fault.isTrue(call.fault().revert());
    return run(
            call,
            resource,
            accepted.takes(),
            state -> {
              if (reverts && state != Operation.State.SUCCEEDED) {
                setIdentity("Azure", resource, accepted.identityBefore());
              }
              settle(resource, state, accepted.changed());
            })
        .update();
  }

  /** Runs an operation of a part, which neither waits for others nor ends them. */
  Operation runBeside(Call call, Resource part, boolean creates) {
    Operation operation =
        world.operations.start(
            world.timing.change(part, false),
            planned(call),
            state -> part.state(state == Operation.State.SUCCEEDED ? "Succeeded" : "Failed"));
    return creates ? operation : operation.update();
  }

  /** The same for the deletion of a part. */
  Operation deleteBeside(Call call, Resource part, Runnable gone) {
    return world.operations.start(
        world.timing.change(part, false),
        planned(call),
        state -> {
          if (state == Operation.State.SUCCEEDED) {
            gone.run();
          } else {
            part.state(state.text);
          }
        });
  }

  /** Merges what was sent as a PATCH whose operation has already ended. */
  void changeAtOnce(Caller caller, Resource resource, ObjectNode sent) {
    Accepted accepted = accept(caller, resource, sent, false);
    endRunning(resource);
    settle(resource, Operation.State.SUCCEEDED, accepted.changed());
  }

  private record Accepted(boolean changed, ObjectNode identityBefore, Duration takes) {}

  private Accepted accept(Caller caller, Resource resource, ObjectNode sent, boolean replaces) {
    ObjectNode identity = checkedIdentity(caller, resource, sent.get("identity"), replaces);
    requireNoRival(resource);
    world.snapshots.changes(resource);
    ObjectNode before = resource.body().deepCopy();
    ObjectNode identityBefore = before.get("identity") instanceof ObjectNode old ? old : null;
    ResourceBodies.merge(resource.body(), sent);
    boolean identityChanges = setIdentity(caller.client(), resource, identity);
    Duration takes = world.timing.change(resource, identityChanges);
    if (identityChanges) {
      resource.noteIdentityChange();
    }
    boolean changed = ResourceBodies.differ(before, resource.body());
    if (changed) {
      resource.stepEtag();
    }
    resource.state("Updating");
    return new Accepted(changed, identityBefore, takes);
  }

  Operation delete(Call call, Resource resource) {
    world.snapshots.changes(resource);
    resource.state("Deleting");
    return run(
        call,
        resource,
        world.timing.delete(),
        state -> {
          if (state == Operation.State.SUCCEEDED) {
            world.store.remove(resource.id());
            if (world.behaviour.quirks().lateNotFound()) {
              world.justDeleted.add(resource.id().key());
            }
          } else {
            resource.state(state.text);
          }
        });
  }

  /** How the operation that a call starts is to end. */
  Operation.Planned planned(Call call) {
    String end = call.fault() == null ? null : call.fault().operationEnd();
    if (end == null) {
      return Operation.Planned.SUCCESS;
    }
    Operation.State state =
        end.equals("canceled") ? Operation.State.CANCELED : Operation.State.FAILED;
    return new Operation.Planned(
        state,
        Objects.requireNonNullElse(call.fault().code(), "InternalExecutionError"),
        Objects.requireNonNullElse(
            call.fault().message(), "An internal execution error occurred."));
  }

  /** The identity that a request leads to; the stored one where the request names none. */
  ObjectNode checkedIdentity(Caller caller, Resource target, JsonNode sent, boolean replaces) {
    if (sent == null || sent.isNull()) {
      return target.identity();
    }
    IdentityRequest request = IdentityRequest.parse(target, sent, replaces);
    assignRights.require(caller, target.id(), request.assigned());
    return merge.apply(target.identity(), request, replaces);
  }

  /** Puts the identity in place and notes a change; null takes the member away. */
  boolean setIdentity(String client, Resource resource, ObjectNode after) {
    ObjectNode before = resource.identity();
    if (Objects.equals(before, after)) {
      return false;
    }
    ObjectNode old = before == null ? null : before.deepCopy();
    if (after == null) {
      resource.body().remove("identity");
    } else {
      resource.body().set("identity", after.deepCopy());
      resource.body(ResourceBodies.ordered(resource.body()));
    }
    resource.formerIdentity(old);
    noteUnfilled(resource, old);
    fillKnown(resource);
    if (after != null && after.has("principalId")) {
      world.principals.made(after.path("principalId").asText());
    }
    world.audit.change(client, resource.id().text(), old, after);
    return true;
  }

  /** New entries are empty and get their values later; a stale one is empty too, but for good. */
  private static void noteUnfilled(Resource resource, ObjectNode before) {
    Set<String> unfilled = resource.unfilled();
    ObjectNode entries = resource.userAssigned();
    if (entries == null) {
      unfilled.clear();
      return;
    }
    unfilled.removeIf(key -> !entries.has(key));
    JsonNode listedBefore = before == null ? Json.object() : before.path("userAssignedIdentities");
    entries
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!listedBefore.has(key)) {
                unfilled.add(key);
              }
            });
  }

  private void requireNoRival(Resource resource) {
    boolean preempts =
        resource.id().kind().equals(ResourceKind.SCALE_SET) && world.behaviour.preemption();
    if (resource.running() != null && resource.running().isRunning() && !preempts) {
      throw Refusals.conflict(world.behaviour.quirks().conflictCode());
    }
  }

  private Operation run(
      Call call, Resource resource, Duration takes, Consumer<Operation.State> effect) {
    endRunning(resource);
    boolean never = call.fault() != null && "never".equals(call.fault().operationEnd());
    Operation operation = world.operations.start(never ? null : takes, planned(call), effect);
    resource.running(operation);
    return operation;
  }

  private void endRunning(Resource resource) {
    if (resource.running() != null) {
      world.operations.preempt(resource.running());
    }
  }

  /** What the end of an operation does: entries get their values, the ETag its second step. */
  void settle(Resource resource, Operation.State state, boolean changed) {
    world.snapshots.changes(resource);
    resource.state(state == Operation.State.SUCCEEDED ? "Succeeded" : "Failed");
    resource.running(null);
    if (state == Operation.State.SUCCEEDED) {
      fillEntries(resource);
    }
    if (changed) {
      resource.stepEtag();
    }
  }

  /** A machine that gets back what it once had shows the values at once. */
  private void fillKnown(Resource resource) {
    if (!resource.id().kind().equals(ResourceKind.VIRTUAL_MACHINE)) {
      return;
    }
    for (String key : List.copyOf(resource.unfilled())) {
      Optional<Resource> identity = world.store.find(IdentityRequest.identityId(key));
      if (resource.hadOnce().contains(key.toLowerCase(Locale.ROOT)) && identity.isPresent()) {
        resource.userAssigned().set(key, values(identity.get()));
        resource.unfilled().remove(key);
      }
    }
  }

  private void fillEntries(Resource resource) {
    ObjectNode entries = resource.userAssigned();
    // A flexible scale set never shows the values of its identities.
    boolean shown = !resource.isFlexible() || world.behaviour.quirks().flexibleValues();
    if (entries != null && shown) {
      for (String key : resource.unfilled()) {
        world
            .store
            .find(IdentityRequest.identityId(key))
            .ifPresent(identity -> entries.set(key, values(identity)));
        resource.hadOnce().add(key.toLowerCase(Locale.ROOT));
      }
    }
    resource.unfilled().clear();
  }

  static ObjectNode values(Resource identity) {
    JsonNode properties = identity.body().path("properties");
    return Json.object()
        .put("principalId", properties.path("principalId").asText())
        .put("clientId", properties.path("clientId").asText());
  }
}
