package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** The system-assigned identity of the target. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class SystemAssignedStatus {
  @JsonPropertyDescription("Where it stands, in the words of identities[].state.")
  public IdentityState state;

  /** True if this operator switched it on, so that it may switch it off again. */
  @JsonPropertyDescription("Whether the operator switched it on, and so may switch it off again.")
  public boolean owned;

  @JsonPropertyDescription("The principal (object) id of the target, to grant roles to.")
  @Size(max = Rules.WORD_LENGTH)
  public String principalId;

  @JsonPropertyDescription("The Microsoft Entra tenant of the principal.")
  @Size(max = Rules.WORD_LENGTH)
  public String tenantId;

  @JsonPropertyDescription(
      "The ETag of the target that the request to enable it depends on. Only until principalId is"
          + " known: it tells whether others changed the target since.")
  @Size(max = Rules.WORD_LENGTH)
  public String etag;

  @JsonPropertyDescription("What is to be known of it beside the state, and the remedy.")
  @Size(max = Rules.MESSAGE_LENGTH)
  public String message;

  @JsonPropertyDescription(
      "Proves that the operator itself wrote this record, about this object and this target. A record"
          + " without a valid proof is ignored.")
  @Size(max = Rules.WORD_LENGTH)
  public String proof;
}
