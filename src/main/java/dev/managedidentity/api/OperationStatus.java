package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A running Azure operation. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class OperationStatus {
  /** The opaque, signed URL Azure gave; about 4.5 KB, to be used as it is. */
  @JsonPropertyDescription("The opaque, signed URL at which Azure tells how the operation goes.")
  @Size(max = Rules.URL_LENGTH)
  @ValidationRule(value = Rules.IS_HTTPS, message = Rules.NOT_HTTPS)
  public String url;

  /** RFC 3339: when Azure accepted the change. */
  @JsonPropertyDescription("When Azure accepted the change.")
  @Size(max = Rules.WORD_LENGTH)
  public String startTime;

  @JsonPropertyDescription(
      "Proves that the operator itself wrote this record, about this object and this target. A record"
          + " without a valid proof is ignored.")
  @Size(max = Rules.WORD_LENGTH)
  public String proof;
}
