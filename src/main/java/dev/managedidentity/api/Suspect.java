package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Who may have changed a target, as Azure's activity log has it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Suspect {
  /** A name such as ada@example.com, or the object id of a service principal. */
  @JsonPropertyDescription(
      "Who it was: the name of a person, or the object id of a service principal or managed"
          + " identity.")
  @Size(max = Rules.CALLER_LENGTH)
  public String caller;

  @JsonPropertyDescription("The client id of the application that it was done with.")
  @Size(max = Rules.WORD_LENGTH)
  public String clientId;

  /** Such as Microsoft.Compute/virtualMachineScaleSets/write. */
  @JsonPropertyDescription("What was done.")
  @Size(max = Rules.CALLER_LENGTH)
  public String operation;

  /** RFC 3339. */
  @JsonPropertyDescription("When.")
  @Size(max = Rules.WORD_LENGTH)
  public String time;
}
