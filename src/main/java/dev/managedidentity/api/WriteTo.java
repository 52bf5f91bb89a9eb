package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Where the ids of an identity are written to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class WriteTo {
  @JsonPropertyDescription(
      "The name of a ConfigMap in this namespace that gets the keys clientId, principalId, tenantId"
          + " and id. It is made by the operator; one that is there already and was not made for this"
          + " declaration is not touched.")
  @Required
  @Size(max = Rules.OBJECT_NAME_LENGTH)
  public String configMap;
}
