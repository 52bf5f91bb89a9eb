package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One role assignment that is declared, or that the operator made and must take away. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class RoleAssignmentRow {
  @JsonPropertyDescription("The role, as it is declared.")
  @Required
  @Size(max = Rules.ROLE_LENGTH)
  public String role;

  @JsonPropertyDescription("What the role is for, as it is declared.")
  @Required
  @Size(max = Rules.SCOPE_LENGTH)
  public String scope;

  @JsonPropertyDescription(
      "Granted: it is there. Pending: it is to be made. Removing: the operator made it, and it is to"
          + " be taken away.")
  @Required
  public RoleAssignmentState state;

  /** True if this operator made it, so that it may take it away again. */
  @JsonPropertyDescription("Whether the operator made it, and so may take it away again.")
  public boolean owned;

  @JsonPropertyDescription("The principal that has the role.")
  @Size(max = Rules.WORD_LENGTH)
  public String principalId;

  /** The whole id of the assignment in Azure; what is taken away is taken away by it. */
  @JsonPropertyDescription("The Azure Resource Manager id of the role assignment.")
  @Size(max = Rules.ROLE_ASSIGNMENT_LENGTH)
  @ValidationRule(
      value = Rules.IS_OF_ROLE_ASSIGNMENT,
      message = "id" + Rules.NOT_OF_ROLE_ASSIGNMENT)
  public String id;

  @JsonPropertyDescription("Why it is not as declared; the same words as the conditions' reasons.")
  public Reason reason;

  @JsonPropertyDescription("What is in the way, and what mends it.")
  @Size(max = Rules.MESSAGE_LENGTH)
  public String message;

  /** RFC 3339: since when the state is what it is. */
  @JsonPropertyDescription("Since when the state is what it is.")
  @Size(max = Rules.WORD_LENGTH)
  public String since;

  /** What the name of the assignment is derived from, with the principal and the scope. */
  @JsonPropertyDescription("The GUID of the role's definition.")
  @Size(max = Rules.GUID_LENGTH)
  public String roleDefinition;

  @JsonPropertyDescription(
      "Proves that the operator itself wrote this record, about this object and this target. A record"
          + " without a valid proof is ignored.")
  @Size(max = Rules.WORD_LENGTH)
  public String proof;
}
