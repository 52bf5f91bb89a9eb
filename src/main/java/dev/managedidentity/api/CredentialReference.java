package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** With whose rights Azure is asked and changed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class CredentialReference {
  @JsonPropertyDescription(
      "The name of a Secret in this namespace with the keys AZURE_TENANT_ID, AZURE_CLIENT_ID and"
          + " AZURE_CLIENT_SECRET of an application, and AZURE_SUBSCRIPTION_ID for what names no"
          + " subscription.")
  @Required
  @Size(max = Rules.OBJECT_NAME_LENGTH)
  @ValidationRule(
      value = Rules.IS_OBJECT_NAME,
      message =
          "secretName cannot be the name of a Secret: write lower-case letters, digits, hyphens and"
              + " dots, with a letter or digit first and last",
      messageExpression =
          "\"secretName '\" + self + \"' cannot be the name of a Secret: write lower-case letters,"
              + " digits, hyphens and dots, with a letter or digit first and last\"")
  public String secretName;
}
