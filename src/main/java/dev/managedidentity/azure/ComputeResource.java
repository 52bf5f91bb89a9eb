package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;

/**
 * A scale set or a virtual machine as Azure shows it.
 *
 * @param etag null where Azure sends none (api versions before 2024, and older machines)
 * @param flexible the scale set has Flexible orchestration, which takes no system-assigned identity
 *     and never shows the clientId of a user-assigned one; no machine has it, whatever it is a
 *     member of
 * @param provisioningState Creating, Updating, Succeeded, Failed, Deleting, Migrating; as sent
 */
public record ComputeResource(
    ArmId id, String etag, boolean flexible, String provisioningState, LiveIdentity identity) {

  /** Whether some change of it, ours or another's, is still under way. */
  public boolean isChanging() {
    return is("Creating") || is("Updating") || is("Migrating");
  }

  public boolean isBeingDeleted() {
    return is("Deleting");
  }

  private boolean is(String state) {
    return state.equalsIgnoreCase(provisioningState);
  }
}
