package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Locks and deny assignments, to be read: they come from the seed. */
final class GuardsApi {
  private static final String PROVIDER = "/providers/Microsoft.Authorization/";

  private final World world;

  GuardsApi(World world) {
    this.world = world;
  }

  /** The locks at a scope, above it and below it. */
  Answer locks(Call call, String scope) {
    world.access.require(call.caller(), "Microsoft.Authorization/locks/read", scope);
    ObjectNode body = Json.object();
    ArrayNode value = body.putArray("value");
    for (Lock lock : world.access.locksAround(scope)) {
      String name =
          UUID.nameUUIDFromBytes((lock.scope() + lock.level()).getBytes(StandardCharsets.UTF_8))
              .toString();
      ObjectNode one = value.addObject();
      one.putObject("properties").put("level", lock.level());
      one.put("id", lock.scope() + PROVIDER + "locks/" + name)
          .put("type", "Microsoft.Authorization/locks")
          .put("name", name);
    }
    return Answer.json(200, body);
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
