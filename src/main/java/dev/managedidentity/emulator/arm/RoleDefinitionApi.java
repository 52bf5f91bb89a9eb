package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Role definitions, to be read: those that are built in, and those of the seed. */
final class RoleDefinitionApi {
  private static final Pattern NAMED = Pattern.compile("roleName eq '((?:[^']|'')*)'");
  private static final Pattern TYPED = Pattern.compile("type eq '([^']*)'");

  private final World world;

  RoleDefinitionApi(World world) {
    this.world = world;
  }

  Answer answer(Call call, ResourceId id) {
    if (!call.is("GET")) {
      throw Refusals.methodNotAllowed(call.method());
    }
    String scope = id.scope().isEmpty() ? "/" : id.scope();
    world.access.require(call.caller(), "Microsoft.Authorization/roleDefinitions/read", scope);
    Role role =
        world
            .access
            .role(id.name())
            .orElseThrow(
                () ->
                    new ArmException(
                        404,
                        "RoleDefinitionDoesNotExist",
                        "The specified role definition with ID '"
                            + id.name().replace("-", "")
                            + "' does not exist."));
    return Answer.json(200, view(role, scope));
  }

  Answer list(Call call, String scope) {
    world.access.require(call.caller(), "Microsoft.Authorization/roleDefinitions/read", scope);
    String filter = call.request().parameter("$filter");
    Matcher named = NAMED.matcher(filter);
    Matcher typed = TYPED.matcher(filter);
    // Within a value a quote is written twice.
    String name = named.find() ? named.group(1).replace("''", "'") : null;
    String type = typed.find() ? typed.group(1) : null;
    ObjectNode body = Json.object();
    ArrayNode value = body.putArray("value");
    world.access.roles().stream()
        .filter(role -> name == null || role.name().equalsIgnoreCase(name))
        .filter(role -> type == null || role.type().equalsIgnoreCase(type))
        .forEach(role -> value.add(view(role, scope)));
    return Answer.json(200, body);
  }

  private static ObjectNode view(Role role, String scope) {
    ObjectNode one = Json.object();
    ObjectNode properties =
        one.putObject("properties")
            .put("roleName", role.name())
            .put("type", role.type())
            .put("description", role.description());
    properties.putArray("assignableScopes").add("/");
    ObjectNode permission = properties.putArray("permissions").addObject();
    role.actions().forEach(permission.putArray("actions")::add);
    role.notActions().forEach(permission.putArray("notActions")::add);
    permission.putArray("dataActions");
    permission.putArray("notDataActions");
    properties
        .put("createdOn", "2015-01-01T00:00:00.0000000Z")
        .put("updatedOn", "2015-01-01T00:00:00.0000000Z")
        .putNull("createdBy")
        .putNull("updatedBy");
    return one.put("id", id(role, scope))
        .put("type", ResourceKind.ROLE_DEFINITION.fullType())
        .put("name", role.id());
  }

  /** Ids of definitions name the subscription of the scope and no more of it. */
  private static String id(Role role, String scope) {
    String subscription = ResourcePath.named(scope, "subscriptions");
    return (subscription.isEmpty() ? "" : "/subscriptions/" + subscription)
        + "/providers/Microsoft.Authorization/roleDefinitions/"
        + role.id();
  }
}
