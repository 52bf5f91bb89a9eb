package dev.managedidentity.operator;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.plan.ArmId;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Hands each changed declaration to the queue of its target; the work is done there. */
@ControllerConfiguration(
    name = "scalesetidentity",
    finalizerName = Api.FINALIZER,
    fieldManager = StatusWriter.FIELD_MANAGER,
    informer = @Informer(name = "scalesetidentity"))
final class ScaleSetIdentityReconciler
    implements Reconciler<ScaleSetIdentity>, Cleaner<ScaleSetIdentity> {
  private final KubernetesCluster cluster;
  private final TargetQueue queue;
  private final Reporter reporter;
  private final String defaultSubscription;

  ScaleSetIdentityReconciler(
      KubernetesCluster cluster, TargetQueue queue, Reporter reporter, String defaultSubscription) {
    this.cluster = cluster;
    this.queue = queue;
    this.reporter = reporter;
    this.defaultSubscription = defaultSubscription;
  }

  @Override
  public List<EventSource<?, ScaleSetIdentity>> prepareEventSources(
      EventSourceContext<ScaleSetIdentity> context) {
    return List.of(cluster.watch(context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<ScaleSetIdentity> reconcile(
      ScaleSetIdentity declaration, Context<ScaleSetIdentity> context) {
    try {
      queue.touch(target(declaration));
    } catch (IllegalArgumentException e) {
      reporter.reportMistake(declaration, e.getMessage());
    }
    return UpdateControl.noUpdate();
  }

  @Override
  public DeleteControl cleanup(ScaleSetIdentity leaving, Context<ScaleSetIdentity> context) {
    if (cluster.isReleased(leaving)) {
      return DeleteControl.defaultDelete();
    }
    ArmId target;
    try {
      target = target(leaving);
    } catch (IllegalArgumentException e) {
      // It never named a scale set, so there is nothing to take away.
      return DeleteControl.defaultDelete();
    }
    queue.touch(target);
    return DeleteControl.noFinalizerRemoval();
  }

  private ArmId target(ScaleSetIdentity declaration) {
    return Targets.scaleSet(declaration.getSpec().scaleSet, defaultSubscription);
  }
}
