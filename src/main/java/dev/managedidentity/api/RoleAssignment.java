package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A role that an identity must have on something in Azure. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class RoleAssignment {
  @JsonPropertyDescription(
      "The role: its name, such as Storage Blob Data Reader, or the id of its definition.")
  @Required
  @Size(max = Rules.ROLE_LENGTH)
  public String role;

  @JsonPropertyDescription(
      "What the role is for: the Azure Resource Manager id of a resource, a resource group, a"
          + " subscription or a management group, in any casing.")
  @Required
  @Size(max = Rules.SCOPE_LENGTH)
  public String scope;
}
