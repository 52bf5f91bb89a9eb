package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Role assignments at any scope. What is assigned to a client counts for its rights. */
final class RoleAssignmentApi {
  private static final Pattern PRINCIPAL =
      Pattern.compile("(?:principalId eq|assignedTo\\() ?'([^']*)'");

  /** Before this api version an answer had fewer members, and a refusal fewer words. */
  private static final String RECENT = "2020";

  private final World world;

  RoleAssignmentApi(World world) {
    this.world = world;
  }

  Answer answer(Call call, ResourceId id) {
    String verb =
        switch (call.method()) {
          case "GET" -> "read";
          case "PUT" -> "write";
          case "DELETE" -> "delete";
          default -> throw Refusals.methodNotAllowed(call.method());
        };
    world.require(call, id.kind().action(verb), scopeOf(id), id);
    Optional<Resource> found = world.store.find(id);
    return switch (verb) {
      case "read" -> Answer.json(200, found.orElseThrow(() -> notFound(id)).body().deepCopy());
      case "write" -> put(call, id, found);
      default -> delete(id, found);
    };
  }

  Answer list(Call call, String scope) {
    world.access.require(call.caller(), "Microsoft.Authorization/roleAssignments/read", scope);
    String filter = call.request().parameter("$filter");
    Matcher principal = PRINCIPAL.matcher(filter);
    String wanted = principal.find() ? principal.group(1) : null;
    boolean below = !filter.contains("atScope()");
    Predicate<Resource> fits =
        one ->
            (wanted == null || wanted.equalsIgnoreCase(member(one, "principalId")))
                && (Access.covers(scopeOf(one.id()), scope)
                    || (below && Access.covers(scope, scopeOf(one.id()))));
    ObjectNode body = Json.object();
    ArrayNode value = body.putArray("value");
    world.store.of(ResourceKind.ROLE_ASSIGNMENT).values().stream()
        .filter(fits)
        .forEach(one -> value.add(one.body().deepCopy()));
    return Answer.json(200, body);
  }

  private Answer put(Call call, ResourceId id, Optional<Resource> found) {
    JsonNode sent = call.body().path("properties");
    String principal = sent.path("principalId").asText();
    String role = definition(sent.path("roleDefinitionId").asText(), id);
    if (principal.isEmpty() || role.isEmpty()) {
      throw Refusals.badContent("a role assignment needs a principalId and a roleDefinitionId");
    }
    if (found.isPresent()) {
      return again(found.get(), principal, role);
    }
    if (!sent.hasNonNull("principalType") && !world.principals.knows(principal)) {
      boolean advises = call.apiVersion().compareTo(RECENT) >= 0;
      throw RoleRefusals.principalNotFound(principal, world.behaviour.tenant(), advises);
    }
    requireNoEqual(id, principal, role);
    Resource made = new Resource(id, body(call, id, sent, role));
    world.store.put(made);
    world.access.assign(principal, role, scopeOf(id));
    return Answer.json(201, made.body().deepCopy());
  }

  private static Answer again(Resource known, String principal, String role) {
    boolean same =
        principal.equalsIgnoreCase(member(known, "principalId"))
            && role.equalsIgnoreCase(member(known, "roleDefinitionId"));
    if (!same) {
      throw RoleRefusals.assignmentIsFixed();
    }
    return Answer.json(200, known.body().deepCopy());
  }

  private void requireNoEqual(ResourceId id, String principal, String role) {
    for (Resource one : world.store.of(ResourceKind.ROLE_ASSIGNMENT).values()) {
      if (scopeOf(one.id()).equalsIgnoreCase(scopeOf(id))
          && principal.equalsIgnoreCase(member(one, "principalId"))
          && role.equalsIgnoreCase(member(one, "roleDefinitionId"))) {
        throw RoleRefusals.assignmentExists(one.id().name());
      }
    }
  }

  private Answer delete(ResourceId id, Optional<Resource> found) {
    if (found.isEmpty()) {
      return Answer.empty(204);
    }
    Resource gone = found.get();
    world.store.remove(id);
    world.access.unassign(
        member(gone, "principalId"), member(gone, "roleDefinitionId"), scopeOf(id));
    return Answer.json(200, gone.body());
  }

  private ObjectNode body(Call call, ResourceId id, JsonNode sent, String role) {
    ObjectNode body = Json.object();
    ObjectNode properties =
        body.putObject("properties")
            .put("roleDefinitionId", role)
            .put("principalId", sent.path("principalId").asText())
            .put("principalType", sent.path("principalType").asText("ServicePrincipal"))
            .put("scope", scopeOf(id));
    boolean recent = call.apiVersion().compareTo(RECENT) >= 0;
    if (recent) {
      properties.set("condition", sent.get("condition"));
      properties.set("conditionVersion", sent.get("conditionVersion"));
    }
    String now = world.clock.instant().toString();
    properties
        .put("createdOn", now)
        .put("updatedOn", now)
        .putNull("createdBy")
        .put("updatedBy", call.caller().objectId());
    if (recent) {
      properties.putNull("delegatedManagedIdentityResourceId");
      properties.set("description", sent.get("description"));
    }
    return body.put("id", id.text()).put("type", id.kind().fullType()).put("name", id.name());
  }

  /** The id of a definition names the subscription that it is used in. */
  private static String definition(String sent, ResourceId id) {
    boolean bare = sent.toLowerCase(Locale.ROOT).startsWith("/providers/");
    return bare && !id.subscription().isEmpty()
        ? "/subscriptions/" + id.subscription() + sent
        : sent;
  }

  private static String scopeOf(ResourceId id) {
    return id.scope().isEmpty() ? "/" : id.scope();
  }

  private static String member(Resource assignment, String name) {
    return assignment.body().path("properties").path(name).asText();
  }

  private static ArmException notFound(ResourceId id) {
    return new ArmException(
        404, "RoleAssignmentNotFound", "The role assignment '" + id.name() + "' is not found.");
  }
}
