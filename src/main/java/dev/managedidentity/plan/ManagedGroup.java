package dev.managedidentity.plan;

import java.util.Collection;
import java.util.Optional;

/**
 * The resource group that AKS manages for a cluster: its node pools are there, and the identities
 * of the kubelet and of the add-ons.
 *
 * @param subscriptionId in any casing
 * @param name in any casing
 */
public record ManagedGroup(String subscriptionId, String name) {
  /** The name that AKS gives the group where none was chosen. */
  private static final String DEFAULT_NAME = "mc_";

  /** AKS tags the scale sets of its node pools so, whatever the name of their group. */
  private static final String POOL_TAG = "aks-managed-";

  /** Node auto-provisioning tags the machines that it makes so; no tag name has a slash. */
  private static final String MACHINE_TAG = "karpenter.azure.com_";

  /**
   * The group of a target that AKS manages; empty if it does not.
   *
   * @param tagNames of the target
   */
  public static Optional<ManagedGroup> of(ArmId target, Collection<String> tagNames) {
    boolean isManaged =
        ArmId.fold(target.resourceGroup()).startsWith(DEFAULT_NAME)
            || tagNames.stream()
                .map(ArmId::fold)
                .anyMatch(tag -> tag.startsWith(POOL_TAG) || tag.startsWith(MACHINE_TAG));
    return isManaged
        ? Optional.of(new ManagedGroup(target.subscriptionId(), target.resourceGroup()))
        : Optional.empty();
  }

  /** Whether a resource is in the group. */
  public boolean contains(ArmId id) {
    return ArmId.fold(subscriptionId).equals(ArmId.fold(id.subscriptionId()))
        && ArmId.fold(name).equals(ArmId.fold(id.resourceGroup()));
  }
}
