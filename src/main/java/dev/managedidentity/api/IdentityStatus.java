package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/** What the operator knows of a declaration's target, and what it is doing about it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class IdentityStatus extends Status {
  /** Printed as a column: no JSONPath finds the name in both forms of the spec. */
  @JsonPropertyDescription("The name of the target, without its resource group.")
  @Size(max = Rules.NAME_LENGTH)
  public String target;

  @JsonPropertyDescription(
      "The id of the target. Where the spec leaves the subscription out, the object stays about this"
          + " target once the operator has observed it, whatever becomes of the default.")
  @Size(max = Rules.ID_LENGTH)
  @ValidationRule(value = Rules.IS_OF_TARGET, message = "targetId" + Rules.NOT_OF_TARGET)
  public String targetId;

  /** The identity type as Azure spells it; {@code None} where there is no identity. */
  @JsonPropertyDescription(
      "The identity type of the target as Azure spells it: None, SystemAssigned, UserAssigned or"
          + " 'SystemAssigned, UserAssigned'.")
  @Size(max = Rules.WORD_LENGTH)
  public String type;

  @JsonPropertyDescription("The system-assigned identity of the target.")
  public SystemAssignedStatus systemAssigned;

  /** One row an identity, in the order of their ids. */
  @JsonPropertyDescription(
      "The user-assigned identities that are declared or on the target, one row each, in the order"
          + " of their ids.")
  @Size(max = Rules.ROWS)
  public List<IdentityRow> identities = new ArrayList<>();

  @JsonPropertyDescription("The managed identity extension, where the declaration speaks of it.")
  public LegacyExtensionStatus legacyExtension;

  /** The Azure operation under way, so that a restart carries on with it. */
  @JsonPropertyDescription(
      "The Azure operation under way, so that the operator carries on with it after a restart.")
  public OperationStatus operation;
}
