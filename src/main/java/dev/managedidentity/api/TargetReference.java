package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Names a target in Azure: by its ARM id, or by resource group and name. */
@ValidationRule(
    value =
        "!(has(self.id) && (has(self.subscriptionId) || has(self.resourceGroup)"
            + " || has(self.name)))",
    message =
        "both forms are given: keep id, or remove it and keep resourceGroup and name (with"
            + " subscriptionId, if it is another than the credential's)")
@ValidationRule(
    value = "has(self.id) || has(self.resourceGroup) || has(self.name)",
    message = "names nothing: set id, or resourceGroup and name")
@ValidationRule(
    value = "has(self.id) || !has(self.name) || has(self.resourceGroup)",
    message = "resourceGroup is missing: set it beside name, or set id alone")
@ValidationRule(
    value = "has(self.id) || !has(self.resourceGroup) || has(self.name)",
    message = "name is missing: set it beside resourceGroup, or set id alone")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class TargetReference {
  @JsonPropertyDescription(
      "The Azure Resource Manager id, in any casing. Either this, or resourceGroup and name.")
  @Size(max = Rules.ID_LENGTH)
  public String id;

  @JsonPropertyDescription(
      "The subscription of resourceGroup. Left out: the subscription of the credential.")
  @Size(max = Rules.GUID_LENGTH)
  @ValidationRule(
      value = Rules.IS_GUID,
      message = "subscriptionId" + Rules.NO_GUID,
      messageExpression = "\"subscriptionId '\" + self + \"'" + Rules.NO_GUID + "\"")
  public String subscriptionId;

  @JsonPropertyDescription("The name of the resource group; goes with name.")
  @Size(max = Rules.GROUP_LENGTH)
  @ValidationRule(
      value = Rules.IS_GROUP,
      message = "resourceGroup" + Rules.NO_GROUP,
      messageExpression = "\"resourceGroup '\" + self + \"'" + Rules.NO_GROUP + "\"")
  public String resourceGroup;

  @JsonPropertyDescription("The name in the resource group; goes with resourceGroup.")
  @Size(max = Rules.NAME_LENGTH)
  @ValidationRule(
      value = Rules.IS_NAME,
      message =
          "name cannot be one in Azure: write 1 to 64 letters, digits, hyphens, dots and"
              + " underscores, with a letter or digit first and neither dot nor hyphen last; it is the"
              + " bare name, not the id",
      messageExpression =
          "\"name '\" + self + \"' cannot be one in Azure: write 1 to 64 letters, digits, hyphens,"
              + " dots and underscores, with a letter or digit first and neither dot nor hyphen last;"
              + " it is the bare name, not the id\"")
  public String name;
}
