package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One user-assigned identity of the target, or one that is wanted there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class IdentityRow {
  @JsonPropertyDescription("The Azure Resource Manager id of the identity.")
  @Required
  @Size(max = Rules.ID_LENGTH)
  @ValidationRule(value = Rules.IS_OF_IDENTITY, message = "id" + Rules.NOT_OF_IDENTITY)
  public String id;

  @JsonPropertyDescription(
      "The UserAssignedIdentity of this namespace by whose name the declaration means the identity.")
  @Size(max = Rules.OBJECT_NAME_LENGTH)
  public String name;

  @JsonPropertyDescription(
      "Assigned: put there by the operator. PreExisting: declared, and there before. Foreign: there,"
          + " declared by nobody. Pending: declared, not there yet. Removing: not wanted any more,"
          + " still there. NotFound: declared, but there is no such identity. Unauthorized: declared,"
          + " but the operator may not assign it. Stale: there, but for an identity that was deleted"
          + " and created again.")
  @Required
  public IdentityState state;

  /** True if this operator assigned it, so that it may remove it again. */
  @JsonPropertyDescription("Whether the operator assigned it, and so may take it away again.")
  public boolean owned;

  @JsonPropertyDescription("The client id of the identity, once Azure tells it.")
  @Size(max = Rules.WORD_LENGTH)
  public String clientId;

  @JsonPropertyDescription("The principal (object) id of the identity, once Azure tells it.")
  @Size(max = Rules.WORD_LENGTH)
  public String principalId;

  @JsonPropertyDescription("Why it is not as declared; the same words as the conditions' reasons.")
  public Reason reason;

  @JsonPropertyDescription("What is in the way, and what mends it.")
  @Size(max = Rules.MESSAGE_LENGTH)
  public String message;

  /** RFC 3339: since when the state is what it is. */
  @JsonPropertyDescription("Since when the state is what it is.")
  @Size(max = Rules.WORD_LENGTH)
  public String since;

  @JsonPropertyDescription(
      "Proves that the operator itself wrote this record, about this object and this target. A record"
          + " without a valid proof is ignored.")
  @Size(max = Rules.WORD_LENGTH)
  public String proof;
}
