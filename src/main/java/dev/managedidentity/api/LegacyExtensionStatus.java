package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** The managed identity extension of the target, or the one that is wanted there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class LegacyExtensionStatus {
  @JsonPropertyDescription("Where it stands: Assigned, PreExisting, Foreign, Pending or Removing.")
  public IdentityState state;

  /** True if this operator added it, so that it may take it away again. */
  @JsonPropertyDescription("Whether the operator added it, and so may take it away again.")
  public boolean owned;

  @JsonPropertyDescription("The name of the extension on the target.")
  @Size(max = Rules.EXTENSION_LENGTH)
  public String name;

  @JsonPropertyDescription("Why it is not as declared; the same words as the conditions' reasons.")
  public Reason reason;

  @JsonPropertyDescription("What is in the way, or what is left to do by hand.")
  @Size(max = Rules.MESSAGE_LENGTH)
  public String message;

  @JsonPropertyDescription(
      "Proves that the operator itself wrote this record, about this object and this target. A record"
          + " without a valid proof is ignored.")
  @Size(max = Rules.WORD_LENGTH)
  public String proof;
}
