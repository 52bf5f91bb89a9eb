package dev.managedidentity.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.api.RoleAssignment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Role assignments as Azure shows them to a colleague, and those that the colleague makes. */
final class Grants {
  static final String READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

  private static final String ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments";

  private final AzureByHand colleague;

  /** One role assignment, {@code definition} the GUID of its role. */
  record Grant(String id, String principalId, String definition, String principalType) {
    private static Grant of(JsonNode shown) {
      JsonNode properties = shown.path("properties");
      String definition = properties.path("roleDefinitionId").asText();
      return new Grant(
          shown.path("id").asText(),
          properties.path("principalId").asText(),
          definition.substring(definition.lastIndexOf('/') + 1),
          properties.path("principalType").asText());
    }
  }

  Grants(AzureByHand colleague) {
    this.colleague = colleague;
  }

  /** Those at a scope and below it. */
  List<Grant> at(String scope) throws IOException, InterruptedException {
    List<Grant> grants = new ArrayList<>();
    colleague.get(scope + ASSIGNMENTS).path("value").forEach(one -> grants.add(Grant.of(one)));
    return grants;
  }

  /** Grants a role under a name of the colleague's own, and returns its id. */
  String make(String scope, String definition, String principal)
      throws IOException, InterruptedException {
    String id = scope + ASSIGNMENTS + "/0c000000-0000-4000-8000-000000000001";
    colleague.put(
        id,
        """
        {"properties": {"principalId": "%s", "principalType": "ServicePrincipal",
          "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/%s"}}
        """
            .formatted(principal, definition));
    return id;
  }

  void takeAway(String id) throws IOException, InterruptedException {
    colleague.delete(id);
  }

  /** A role as a declaration names it. */
  static RoleAssignment role(String role, String scope) {
    RoleAssignment declared = new RoleAssignment();
    declared.role = role;
    declared.scope = scope;
    return declared;
  }
}
