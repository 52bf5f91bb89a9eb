package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One user-assigned identity and what is wanted of it. */
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
  public String name;

  @JsonPropertyDescription(
      "Assigned: the target must have it. Absent: it must not, whoever assigned it.")
  @Default("Assigned")
  public Ensure ensure = Ensure.Assigned;
}
