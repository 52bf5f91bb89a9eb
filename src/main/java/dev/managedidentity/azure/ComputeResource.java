package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.ManagedGroup;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A scale set or a virtual machine as Azure shows it.
 *
 * @param etag null where Azure sends none (api versions before 2024, and older machines)
 * @param flexible the scale set has Flexible orchestration, which takes no system-assigned identity
 *     and never shows the clientId of a user-assigned one; no machine has it, whatever it is a
 *     member of
 * @param provisioningState Creating, Updating, Succeeded, Failed, Deleting, Migrating; as sent
 * @param extensions its managed identity extensions; in practice one at most
 * @param upgradesByHand the scale set has upgrade policy Manual: a change of its extensions reaches
 *     an instance only when somebody upgrades it
 * @param managedGroup the group that AKS manages for the cluster whose node pool it is
 */
public record ComputeResource(
    ArmId id,
    String etag,
    String location,
    boolean flexible,
    String provisioningState,
    LiveIdentity identity,
    List<LiveExtension> extensions,
    boolean upgradesByHand,
    Optional<ManagedGroup> managedGroup) {

  /** One that AKS does not manage. */
  public ComputeResource(
      ArmId id,
      String etag,
      String location,
      boolean flexible,
      String provisioningState,
      LiveIdentity identity,
      List<LiveExtension> extensions,
      boolean upgradesByHand) {
    this(
        id,
        etag,
        location,
        flexible,
        provisioningState,
        identity,
        extensions,
        upgradesByHand,
        Optional.empty());
  }

  /** Whether some change of it, ours or another's, is still under way. */
  public boolean isChanging() {
    return is("Creating") || is("Updating") || is("Migrating");
  }

  public boolean isBeingDeleted() {
    return is("Deleting");
  }

  /**
   * Whether it is as the other, though it may have been touched since: its ETag moves by itself.
   */
  public boolean isLike(ComputeResource other) {
    return id.equals(other.id)
        && flexible == other.flexible
        && Objects.equals(provisioningState, other.provisioningState)
        && identity.equals(other.identity)
        && extensions.equals(other.extensions)
        && upgradesByHand == other.upgradesByHand
        && managedGroup.equals(other.managedGroup);
  }

  private boolean is(String state) {
    return state.equalsIgnoreCase(provisioningState);
  }
}
