package dev.managedidentity.operator;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.VirtualMachineIdentity;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;

/** Tells the SDK of the kind. */
@ControllerConfiguration(
    name = "virtualmachineidentity",
    finalizerName = Api.FINALIZER,
    fieldManager = StatusWriter.FIELD_MANAGER,
    informer = @Informer(name = "virtualmachineidentity"))
final class VirtualMachineIdentityReconciler extends DeclarationReconciler<VirtualMachineIdentity> {
  VirtualMachineIdentityReconciler(Intake intake) {
    super(TargetKind.VIRTUAL_MACHINE, intake);
  }
}
