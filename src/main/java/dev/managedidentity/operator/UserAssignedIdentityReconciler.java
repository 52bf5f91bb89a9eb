package dev.managedidentity.operator;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.UserAssignedIdentity;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/**
 * Tells the SDK of the kind. A change of its status is news, too: targets that name it wait for
 * that.
 */
@ControllerConfiguration(
    name = "userassignedidentity",
    finalizerName = Api.FINALIZER,
    fieldManager = StatusWriter.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    informer = @Informer(name = "userassignedidentity"))
final class UserAssignedIdentityReconciler extends IdentityReconciler<UserAssignedIdentity> {

  UserAssignedIdentityReconciler(Intake intake) {
    super(intake);
  }

  @Override
  public List<EventSource<?, UserAssignedIdentity>> prepareEventSources(
      EventSourceContext<UserAssignedIdentity> context) {
    return List.of(intake().cluster().watchIdentities(context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<UserAssignedIdentity> reconcile(
      UserAssignedIdentity declaration, Context<UserAssignedIdentity> context) {
    touchThoseThatName(declaration);
    return super.reconcile(declaration, context);
  }

  @Override
  public DeleteControl cleanup(
      UserAssignedIdentity leaving, Context<UserAssignedIdentity> context) {
    touchThoseThatName(leaving);
    return super.cleanup(leaving, context);
  }

  private void touchThoseThatName(UserAssignedIdentity identity) {
    intake().cluster().targetsNaming(identity).forEach(intake().queue()::touch);
  }
}
