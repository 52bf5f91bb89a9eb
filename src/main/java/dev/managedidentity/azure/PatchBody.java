package dev.managedidentity.azure;

import com.azure.resourcemanager.compute.fluent.models.VirtualMachineUpdateInner;
import com.azure.resourcemanager.compute.models.ResourceIdentityType;
import com.azure.resourcemanager.compute.models.VirtualMachineIdentity;
import com.azure.resourcemanager.compute.models.VirtualMachineIdentityUserAssignedIdentities;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetIdentity;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetUpdate;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A patch in the client library's words. */
final class PatchBody {
  private PatchBody() {}

  /** The bytes to send: the identity block and nothing else. */
  static byte[] of(ArmId target, IdentityPatch patch) {
    try {
      return target.isA(ArmId.VIRTUAL_MACHINE)
          ? machine(patch).toJsonBytes()
          : scaleSet(patch).toJsonBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a patch that cannot be written", e);
    }
  }

  private static VirtualMachineScaleSetUpdate scaleSet(IdentityPatch patch) {
    return new VirtualMachineScaleSetUpdate()
        .withIdentity(
            new VirtualMachineScaleSetIdentity()
                .withType(type(patch))
                .withUserAssignedIdentities(entries(patch)));
  }

  private static VirtualMachineUpdateInner machine(IdentityPatch patch) {
    return new VirtualMachineUpdateInner()
        .withIdentity(
            new VirtualMachineIdentity()
                .withType(type(patch))
                .withUserAssignedIdentities(entries(patch)));
  }

  private static ResourceIdentityType type(IdentityPatch patch) {
    return ResourceIdentityType.fromString(patch.type().text());
  }

  private static Map<String, VirtualMachineIdentityUserAssignedIdentities> entries(
      IdentityPatch patch) {
    if (patch.userAssigned().isEmpty()) {
      // No map at all: Azure refuses even an empty one beside SystemAssigned and None.
      return null;
    }
    // A map that holds null values, which the library writes as JSON null.
    Map<String, VirtualMachineIdentityUserAssignedIdentities> entries = new LinkedHashMap<>();
    patch
        .userAssigned()
        .forEach(
            (id, entry) ->
                entries.put(
                    id.text(),
                    entry == Entry.ASSIGN
                        ? new VirtualMachineIdentityUserAssignedIdentities()
                        : null));
    return entries;
  }
}
