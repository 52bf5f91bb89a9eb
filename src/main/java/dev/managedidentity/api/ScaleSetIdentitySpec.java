package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** The spec of a {@link ScaleSetIdentity}. */
public class ScaleSetIdentitySpec extends IdentitySpec {
  @JsonPropertyDescription(
      "The virtual machine scale set: its id, or its resourceGroup and name. It need not exist yet."
          + " Cannot be changed.")
  @Required
  @ValidationRule(
      value = "self == oldSelf",
      message =
          "scaleSet cannot be changed, not even its form or casing: make another ScaleSetIdentity"
              + " for the other scale set, and delete this one (its deletionPolicy says whether what"
              + " it assigned is taken away)")
  @ValidationRule(
      value = Rules.IS_NO_VIRTUAL_MACHINE,
      fieldPath = ".id",
      message =
          "scaleSet.id is the id of a virtual machine: use VirtualMachineIdentity for it, or write the"
              + " id of the scale set, …/Microsoft.Compute/virtualMachineScaleSets/<name>")
  @ValidationRule(
      value = Rules.IS_NOT_BELOW_SCALE_SET,
      fieldPath = ".id",
      message =
          "scaleSet.id goes on below a scale set, as the id of an instance does; identities belong to"
              + " the scale set as a whole: end the id with the scale set's name")
  @ValidationRule(
      value = Rules.IS_SCALE_SET_ID,
      fieldPath = ".id",
      message =
          "scaleSet.id is not the id of a scale set: write it as `az vmss show --query id` prints it,"
              + " /subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.Compute"
              + "/virtualMachineScaleSets/<name>",
      messageExpression =
          "\"scaleSet.id '\" + self.id + \"' is not the id of a scale set: write it as `az vmss show"
              + " --query id` prints it, /subscriptions/<subscription>/resourceGroups/<group>"
              + "/providers/Microsoft.Compute/virtualMachineScaleSets/<name>\"")
  public TargetReference scaleSet;

  @Override
  public TargetReference target() {
    return scaleSet;
  }
}
