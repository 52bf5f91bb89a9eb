package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One user-assigned identity and what is wanted of it. */
@ValidationRule(
    value = "has(self.id) || has(self.name)",
    message =
        "names no identity: set id, or name if a UserAssignedIdentity in this namespace is meant")
@ValidationRule(
    value = "!has(self.id) || !has(self.name)",
    message = "id and name are both given: keep the one by which the identity is meant")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class UserAssigned {
  @JsonPropertyDescription(
      "The Azure Resource Manager id of the identity, in any casing. It need not exist yet. Either"
          + " this, or name.")
  @Size(max = Rules.ID_LENGTH)
  @ValidationRule(
      value = Rules.IS_IDENTITY_ID,
      message =
          "id is not the id of a user-assigned identity: write it as `az identity show --query id`"
              + " prints it, /subscriptions/<subscription>/resourceGroups/<group>/providers"
              + "/Microsoft.ManagedIdentity/userAssignedIdentities/<name>",
      messageExpression =
          "\"id '\" + self + \"' is not the id of a user-assigned identity: write it as `az identity"
              + " show --query id` prints it, /subscriptions/<subscription>/resourceGroups/<group>"
              + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>\"")
  public String id;

  @JsonPropertyDescription(
      "The name of a UserAssignedIdentity in this namespace. It need not exist yet. Either this, or"
          + " id.")
  @Size(max = Rules.OBJECT_NAME_LENGTH)
  @ValidationRule(
      value = Rules.IS_OBJECT_NAME,
      message =
          "name cannot be that of a UserAssignedIdentity: write it as `kubectl get uai` prints it, in"
              + " lower-case letters, digits, hyphens and dots; an id in Azure goes into id",
      messageExpression =
          "\"name '\" + self + \"' cannot be that of a UserAssignedIdentity: write it as `kubectl get"
              + " uai` prints it, in lower-case letters, digits, hyphens and dots; an id in Azure goes"
              + " into id\"")
  public String name;

  @JsonPropertyDescription(
      "Assigned: the target must have it. Absent: it must not, whoever assigned it.")
  @Default("Assigned")
  public Ensure ensure = Ensure.Assigned;
}
