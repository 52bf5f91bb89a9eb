package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A role that an identity must have on something in Azure. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class RoleAssignment {
  @JsonPropertyDescription(
      "The role: its name, such as Storage Blob Data Reader, or the id of its definition.")
  @Required
  @Size(max = Rules.ROLE_LENGTH)
  @ValidationRule(
      value = "self.trim() != ''",
      message =
          "role is blank: write the name of the role, such as Storage Blob Data Reader, or the id of"
              + " its definition")
  @ValidationRule(
      value = Rules.IS_ROLE,
      message =
          "role has a slash, but is not the id of a role definition: write the name of the role, or"
              + " its id as `az role definition list --name <role> --query [].id` prints it",
      messageExpression =
          "\"role '\" + self + \"' has a slash, but is not the id of a role definition: write the"
              + " name of the role, or its id as `az role definition list --name <role> --query [].id`"
              + " prints it\"")
  public String role;

  @JsonPropertyDescription(
      "What the role is for: the Azure Resource Manager id of a resource, a resource group, a"
          + " subscription or a management group, in any casing.")
  @Required
  @Size(max = Rules.SCOPE_LENGTH)
  @ValidationRule(
      value = Rules.IS_SCOPE,
      message =
          "scope is not the id of anything that a role can be for: write"
              + " /subscriptions/<subscription>, the id of a resource group or resource below it, or"
              + " /providers/Microsoft.Management/managementGroups/<name>, with no slash at the end",
      messageExpression =
          "\"scope '\" + self + \"' is not the id of anything that a role can be for: write"
              + " /subscriptions/<subscription>, the id of a resource group or resource below it, or"
              + " /providers/Microsoft.Management/managementGroups/<name>, with no slash at the end\"")
  public String scope;
}
