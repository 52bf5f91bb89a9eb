package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.LiveExtension;

/** A managed identity extension as it is sent. */
final class ExtensionBody {
  private ExtensionBody() {}

  static byte[] of(ComputeResource target, ExtensionPlan.Change extension) {
    ObjectNode body = Json.object();
    if (target.id().isA(ArmId.VIRTUAL_MACHINE)) {
      // A resource of its own, where that of a scale set is a part of its model.
      body.put("location", target.location());
    }
    ObjectNode properties =
        body.putObject("properties")
            .put("publisher", LiveExtension.PUBLISHER)
            .put("type", LiveExtension.type(extension.os()))
            // The only one there ever was.
            .put("typeHandlerVersion", "1.0")
            .put("autoUpgradeMinorVersion", true);
    properties.putObject("settings").put("port", extension.port());
    return Json.bytes(body);
  }
}
