package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/** What the operator knows of a user-assigned identity, and what it is doing about it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class UserAssignedIdentityStatus extends Status {
  @JsonPropertyDescription("The Azure Resource Manager id of the identity, once it is there.")
  @Size(max = Rules.ID_LENGTH)
  @ValidationRule(value = Rules.IS_OF_IDENTITY, message = "id" + Rules.NOT_OF_IDENTITY)
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

  @JsonPropertyDescription("The ConfigMap that the ids were written to.")
  @Size(max = Rules.OBJECT_NAME_LENGTH)
  public String configMap;

  @JsonPropertyDescription(
      "The id that the spec stands for, whether or not there is such an identity. Where the spec"
          + " leaves the subscription out, the object stays about this identity once the operator has"
          + " observed it.")
  @Size(max = Rules.ID_LENGTH)
  @ValidationRule(value = Rules.IS_OF_IDENTITY, message = "targetId" + Rules.NOT_OF_IDENTITY)
  public String targetId;

  /** Null where it was there before, or nobody can say. */
  @JsonPropertyDescription(
      "True if the operator created the identity for this object. Absent: the identity was adopted.")
  public Boolean created;

  /** Stays while the identity is not shown; null where the operator created none. */
  @JsonPropertyDescription(
      "The principal id of the identity that the operator created for this object. An identity of"
          + " the same id with another principal was created by others.")
  @Size(max = Rules.WORD_LENGTH)
  public String createdPrincipalId;

  /** RFC 3339; null once Azure's answer is on record. */
  @JsonPropertyDescription(
      "Since when the operator creates the identity, until Azure's answer is on record.")
  @Size(max = Rules.WORD_LENGTH)
  public String creatingSince;
}
