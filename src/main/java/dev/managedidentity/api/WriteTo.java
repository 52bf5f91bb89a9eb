package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Where the ids of an identity are written to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class WriteTo {
  @JsonPropertyDescription(
      "The name of a ConfigMap in this namespace that gets the keys clientId, principalId, tenantId"
          + " and id. It is made by the operator; one that is there already and was not made for this"
          + " declaration is not touched.")
  @Required
  @Size(max = Rules.OBJECT_NAME_LENGTH)
  @ValidationRule(
      value = Rules.IS_OBJECT_NAME,
      message =
          "configMap cannot be the name of a ConfigMap: write lower-case letters, digits, hyphens and"
              + " dots, with a letter or digit first and last",
      messageExpression =
          "\"configMap '\" + self + \"' cannot be the name of a ConfigMap: write lower-case letters,"
              + " digits, hyphens and dots, with a letter or digit first and last\"")
  public String configMap;
}
