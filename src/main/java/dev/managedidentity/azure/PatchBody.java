package dev.managedidentity.azure;

import com.azure.resourcemanager.compute.models.ResourceIdentityType;
import com.azure.resourcemanager.compute.models.VirtualMachineIdentityUserAssignedIdentities;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetIdentity;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetUpdate;
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
  static byte[] of(IdentityPatch patch) {
    VirtualMachineScaleSetIdentity identity =
        new VirtualMachineScaleSetIdentity()
            .withType(ResourceIdentityType.fromString(patch.type().text()));
    if (!patch.userAssigned().isEmpty()) {
      // Else no map at all: Azure refuses even an empty one beside SystemAssigned and None.
      identity.withUserAssignedIdentities(entries(patch));
    }
    try {
      return new VirtualMachineScaleSetUpdate().withIdentity(identity).toJsonBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a patch that cannot be written", e);
    }
  }

  private static Map<String, VirtualMachineIdentityUserAssignedIdentities> entries(
      IdentityPatch patch) {
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
