package dev.managedidentity.operator;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.ScaleSetIdentity;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;

/** Tells the SDK of the kind. */
@ControllerConfiguration(
    name = "scalesetidentity",
    finalizerName = Api.FINALIZER,
    fieldManager = StatusWriter.FIELD_MANAGER,
    informer = @Informer(name = "scalesetidentity"))
final class ScaleSetIdentityReconciler extends DeclarationReconciler<ScaleSetIdentity> {
  ScaleSetIdentityReconciler(Intake intake) {
    super(TargetKind.SCALE_SET, intake);
  }
}
