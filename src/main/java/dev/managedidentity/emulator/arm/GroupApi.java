package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.time.Duration;

/** Resource groups. */
final class GroupApi {
  private static final String TYPE = "Microsoft.Resources/subscriptions/resourceGroups";

  private final World world;

  GroupApi(World world) {
    this.world = world;
  }

  static ObjectNode body(String subscription, String name, String location) {
    ObjectNode body =
        Json.object()
            .put("id", "/subscriptions/" + subscription + "/resourceGroups/" + name)
            .put("name", name)
            .put("type", "Microsoft.Resources/resourceGroups")
            .put("location", location);
    body.putObject("properties").put("provisioningState", "Succeeded");
    return body;
  }

  Answer answer(Call call, String subscription, String name) {
    world.requireSubscription(subscription);
    String key = ResourceStore.groupKey(subscription, name);
    String scope = "/subscriptions/" + subscription + "/resourcegroups/" + name;
    ObjectNode found = world.store.groups().get(key);
    return switch (call.method()) {
      case "PUT" -> put(call, key, scope, subscription, name);
      case "HEAD" -> {
        world.access.require(call.caller(), TYPE + "/read", scope);
        yield Answer.empty(found == null ? 404 : 204);
      }
      case "GET" -> {
        world.access.require(call.caller(), TYPE + "/read", scope);
        yield Answer.json(200, existing(found, name).deepCopy());
      }
      case "PATCH" -> {
        world.access.require(call.caller(), TYPE + "/write", scope);
        ObjectNode group = existing(found, name);
        ObjectNode sent = call.body();
        if (sent.has("tags")) {
          group.set("tags", sent.get("tags"));
        }
        yield Answer.json(200, group.deepCopy());
      }
      case "DELETE" -> delete(call, existing(found, name), key, scope, subscription);
      default -> throw Refusals.methodNotAllowed(call.method());
    };
  }

  private static ObjectNode existing(ObjectNode found, String name) {
    if (found == null) {
      throw Refusals.groupNotFound(name);
    }
    return found;
  }

  private Answer put(Call call, String key, String scope, String subscription, String name) {
    world.access.require(call.caller(), TYPE + "/write", scope);
    ObjectNode sent = call.body();
    ObjectNode before = world.store.groups().get(key);
    String location =
        before == null ? sent.path("location").asText() : before.path("location").asText();
    if (location.isEmpty()) {
      throw Refusals.locationRequired();
    }
    ObjectNode body = body(subscription, name, location);
    if (sent.has("tags")) {
      body.set("tags", sent.get("tags"));
    }
    world.store.groups().put(key, body);
    return Answer.json(before == null ? 201 : 200, body.deepCopy());
  }

  private Answer delete(
      Call call, ObjectNode group, String key, String scope, String subscription) {
    world.access.require(call.caller(), TYPE + "/delete", scope);
    group.withObjectProperty("properties").put("provisioningState", "Deleting");
    Duration takes = world.timing.delete();
    Operation operation =
        world.operations.start(takes, Operation.Planned.SUCCESS, state -> world.removeGroup(key));
    return Answer.empty(202)
        .with("Location", world.urls.result(operation, subscription, call.apiVersion()))
        .with("Retry-After", Integer.toString(world.timing.retryAfter(15)));
  }
}
