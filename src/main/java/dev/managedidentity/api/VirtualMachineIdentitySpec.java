package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** The spec of a {@link VirtualMachineIdentity}. */
public class VirtualMachineIdentitySpec extends IdentitySpec {
  @JsonPropertyDescription(
      "The virtual machine: its id, or its resourceGroup and name. It need not exist yet. Cannot be"
          + " changed.")
  @Required
  @ValidationRule(
      value = "self == oldSelf",
      message =
          "virtualMachine cannot be changed, not even its form or casing: make another"
              + " VirtualMachineIdentity for the other machine, and delete this one (its"
              + " deletionPolicy says whether what it assigned is taken away)")
  @ValidationRule(
      value = Rules.IS_NO_SCALE_SET,
      fieldPath = ".id",
      message =
          "virtualMachine.id is the id of a scale set, or of an instance of one, which has its"
              + " identities from the scale set: use ScaleSetIdentity, or write the id of a machine,"
              + " …/Microsoft.Compute/virtualMachines/<name>")
  @ValidationRule(
      value = Rules.IS_NOT_BELOW_VIRTUAL_MACHINE,
      fieldPath = ".id",
      message =
          "virtualMachine.id goes on below a machine, as the id of an extension does: end the id with"
              + " the machine's name")
  @ValidationRule(
      value = Rules.IS_VIRTUAL_MACHINE_ID,
      fieldPath = ".id",
      message =
          "virtualMachine.id is not the id of a virtual machine: write it as `az vm show --query id`"
              + " prints it, /subscriptions/<subscription>/resourceGroups/<group>/providers"
              + "/Microsoft.Compute/virtualMachines/<name>",
      messageExpression =
          "\"virtualMachine.id '\" + self.id + \"' is not the id of a virtual machine: write it as"
              + " `az vm show --query id` prints it, /subscriptions/<subscription>/resourceGroups"
              + "/<group>/providers/Microsoft.Compute/virtualMachines/<name>\"")
  public TargetReference virtualMachine;

  @Override
  public TargetReference target() {
    return virtualMachine;
  }
}
