package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/** What the operator knows of a declaration's target, and what it is doing about it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class IdentityStatus {
  /** The generation of the spec this status speaks of. */
  @JsonPropertyDescription("The metadata.generation that this status speaks of.")
  public Long observedGeneration;

  @JsonPropertyDescription(
      "Ready is always there. Reconciling and Stalled are there, and then True, only while the"
          + " operator is at work or waits, or while nothing will change until somebody changes"
          + " something.")
  @Size(max = 16)
  public List<Condition> conditions = new ArrayList<>();

  /** Printed as a column: no JSONPath finds the name in both forms of the spec. */
  @JsonPropertyDescription("The name of the target, without its resource group.")
  @Size(max = Rules.NAME_LENGTH)
  public String target;

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

  @JsonPropertyDescription(
      "The role assignments of the system-assigned identity that are declared or to be taken away,"
          + " one row each.")
  @Size(max = Rules.ROLE_ROWS)
  public List<RoleAssignmentRow> roleAssignments = new ArrayList<>();

  @JsonPropertyDescription("The managed identity extension, where the declaration speaks of it.")
  public LegacyExtensionStatus legacyExtension;

  /** What would be, or is being, changed, in words. */
  @JsonPropertyDescription("What is being changed, or in mode Observe would be, in words.")
  @Size(max = Rules.ROWS)
  public List<String> plan = new ArrayList<>();

  /** The Azure operation under way, so that a restart carries on with it. */
  @JsonPropertyDescription(
      "The Azure operation under way, so that the operator carries on with it after a restart.")
  public OperationStatus operation;

  /** RFC 3339; written when something else changes, and at most every ten minutes otherwise. */
  @JsonPropertyDescription(
      "When the target was last read in Azure; brought up to date whenever the status changes, and"
          + " otherwise at most every ten minutes.")
  @Size(max = Rules.WORD_LENGTH)
  public String lastVerifiedTime;
}
