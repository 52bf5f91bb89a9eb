package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;
import java.util.Locale;

/** Microsoft.Authorization: which of its parts answers. Everything here is at a scope. */
final class AuthorizationProvider implements Provider {
  private final PermissionsApi permissions;
  private final RoleDefinitionApi definitions;
  private final RoleAssignmentApi assignments;
  private final GuardsApi guards;
  private final Provider generic;

  AuthorizationProvider(World world, Provider generic) {
    this.permissions = new PermissionsApi(world);
    this.definitions = new RoleDefinitionApi(world);
    this.assignments = new RoleAssignmentApi(world);
    this.guards = new GuardsApi(world);
    this.generic = generic;
  }

  @Override
  public Answer answer(Call call, ResourcePath path) {
    String scope = path.scope().isEmpty() ? "/" : path.scope();
    if (path.isResource()) {
      ResourceId id = path.resource().orElseThrow();
      if (id.kind().equals(ResourceKind.ROLE_ASSIGNMENT)) {
        return assignments.answer(call, id);
      }
      if (id.kind().equals(ResourceKind.LOCK)) {
        return guards.lock(call, id);
      }
      return id.kind().equals(ResourceKind.ROLE_DEFINITION)
          ? definitions.answer(call, id)
          : generic.answer(call, path);
    }
    if (!call.is("GET")) {
      throw Refusals.methodNotAllowed(call.method());
    }
    return switch (path.last().toLowerCase(Locale.ROOT)) {
      case "permissions" -> permissions.answer(call, scope);
      case "roledefinitions" -> definitions.list(call, scope);
      case "roleassignments" -> assignments.list(call, scope);
      case "locks" -> guards.locks(call, scope);
      case "denyassignments" -> guards.denials(call, scope);
      default -> generic.answer(call, path);
    };
  }
}
