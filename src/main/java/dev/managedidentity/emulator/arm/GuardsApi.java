package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;

/** Locks, and deny assignments: these only to be read, for with Azure too nobody makes them. */
final class GuardsApi {
  private static final String PROVIDER = "/providers/Microsoft.Authorization/";
  private static final String LOCKS = "Microsoft.Authorization/locks";

  private final World world;

  GuardsApi(World world) {
    this.world = world;
  }

  /** The locks at a scope, above it and below it. */
  Answer locks(Call call, String scope) {
    world.access.require(call.caller(), LOCKS + "/read", scope);
    ObjectNode body = Json.object();
    ArrayNode value = body.putArray("value");
    world.access.locksAround(scope).forEach(lock -> value.add(body(lock)));
    return Answer.json(200, body);
  }

  /** One lock: read, made, changed or taken away. */
  Answer lock(Call call, ResourceId id) {
    String scope = id.scope();
    return switch (call.method()) {
      case "GET" -> {
        world.access.requireRight(call.caller(), LOCKS + "/read", scope);
        yield Answer.json(200, body(existing(id, scope)));
      }
      case "PUT" -> {
        world.access.requireRight(call.caller(), LOCKS + "/write", scope);
        yield put(call, id, scope);
      }
      case "DELETE" -> {
        world.access.requireRight(call.caller(), LOCKS + "/delete", scope);
        boolean there = world.access.lock(scope, id.name()).isPresent();
        world.access.unlock(scope, id.name());
        yield Answer.empty(there ? 200 : 204);
      }
      default -> throw Refusals.methodNotAllowed(call.method());
    };
  }

  private Answer put(Call call, ResourceId id, String scope) {
    String level = call.body().at("/properties/level").asText();
    int status = world.access.lock(scope, id.name()).isPresent() ? 200 : 201;
    Lock lock;
    try {
      lock = new Lock(id.name(), scope, level);
    } catch (IllegalArgumentException e) {
      throw Refusals.badContent(e.getMessage());
    }
    world.access.lock(lock);
    return Answer.json(status, body(lock));
  }

  private Lock existing(ResourceId id, String scope) {
    return world.access.lock(scope, id.name()).orElseThrow(() -> Refusals.notFound(id));
  }

  private static ObjectNode body(Lock lock) {
    ObjectNode body = Json.object();
    body.putObject("properties").put("level", lock.level());
    return body.put("id", lock.scope() + PROVIDER + "locks/" + lock.name())
        .put("type", LOCKS)
        .put("name", lock.name());
  }

  /** The deny assignments at a scope and above it, and those below it unless it says atScope(). */
  Answer denials(Call call, String scope) {
    world.access.require(call.caller(), "Microsoft.Authorization/denyAssignments/read", scope);
    boolean above = call.request().parameter("$filter").contains("atScope()");
    ObjectNode body = Json.object();
    ArrayNode value = body.putArray("value");
    for (DenyAssignment denial : world.access.denialsAround(scope, above)) {
      value.add(denial(denial));
    }
    return Answer.json(200, body);
  }

  private static ObjectNode denial(DenyAssignment denial) {
    ObjectNode one = Json.object();
    ObjectNode properties =
        one.putObject("properties")
            .put("denyAssignmentName", denial.name())
            .put("scope", denial.scope())
            .put("doNotApplyToChildScopes", false)
            .put("isSystemProtected", true);
    ObjectNode permission = properties.putArray("permissions").addObject();
    denial.actions().forEach(permission.putArray("actions")::add);
    permission.putArray("notActions");
    permission.putArray("dataActions");
    permission.putArray("notDataActions");
    properties
        .putArray("principals")
        .addObject()
        .put("id", "00000000-0000-0000-0000-000000000000")
        .put("type", "SystemDefined");
    ArrayNode excluded = properties.putArray("excludePrincipals");
    denial
        .except()
        .forEach(
            client ->
                excluded
                    .addObject()
                    .put("id", Caller.of(client).objectId())
                    .put("type", "ServicePrincipal"));
    return one.put("id", denial.scope() + PROVIDER + "denyAssignments/" + denial.id())
        .put("type", "Microsoft.Authorization/denyAssignments")
        .put("name", denial.id());
  }
}
