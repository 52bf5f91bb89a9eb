package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/** What the operator knows of a user-assigned identity, and what it is doing about it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class UserAssignedIdentityStatus {
  /** The generation of the spec this status speaks of. */
  @JsonPropertyDescription("The metadata.generation that this status speaks of.")
  public Long observedGeneration;

  @JsonPropertyDescription(
      "Ready is always there. Reconciling and Stalled are there, and then True, only while the"
          + " operator is at work or waits, or while nothing will change until somebody changes"
          + " something.")
  @Size(max = 16)
  public List<Condition> conditions = new ArrayList<>();

  @JsonPropertyDescription("The Azure Resource Manager id of the identity, once it is there.")
  @Size(max = Rules.ID_LENGTH)
  public String id;

  @JsonPropertyDescription("The client id: what a workload gives to ask for a token.")
  @Size(max = Rules.WORD_LENGTH)
  public String clientId;

  @JsonPropertyDescription("The principal (object) id: what roles are granted to.")
  @Size(max = Rules.WORD_LENGTH)
  public String principalId;

  @JsonPropertyDescription("The Microsoft Entra tenant of the identity.")
  @Size(max = Rules.WORD_LENGTH)
  public String tenantId;

  @JsonPropertyDescription("Where the identity is.")
  @Size(max = Rules.WORD_LENGTH)
  public String location;

  /** Names only: of these the operator may take away what is not declared any more. */
  @JsonPropertyDescription("The names of the tags that the operator set.")
  @Size(max = Rules.TAGS)
  public List<String> tags = new ArrayList<>();

  @JsonPropertyDescription(
      "The role assignments that are declared or to be taken away, one row each.")
  @Size(max = Rules.ROLE_ROWS)
  public List<RoleAssignmentRow> roleAssignments = new ArrayList<>();

  @JsonPropertyDescription("The ConfigMap that the ids were written to.")
  @Size(max = Rules.OBJECT_NAME_LENGTH)
  public String configMap;

  @JsonPropertyDescription("What is being changed, in words.")
  @Size(max = Rules.ROWS)
  public List<String> plan = new ArrayList<>();

  /** RFC 3339; written when something else changes, and at most every ten minutes otherwise. */
  @JsonPropertyDescription(
      "When the identity was last read in Azure; brought up to date whenever the status changes, and"
          + " otherwise at most every ten minutes.")
  @Size(max = Rules.WORD_LENGTH)
  public String lastVerifiedTime;
}
