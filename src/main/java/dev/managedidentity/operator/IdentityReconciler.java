package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** Hands each changed object to the queue of what it is about; the work is done there. */
abstract class IdentityReconciler<R extends HasMetadata> implements Reconciler<R>, Cleaner<R> {
  private final Intake intake;

  /** What the objects of all kinds go into. */
  record Intake(KubernetesCluster cluster, TargetQueue queue, Reporter reporter) {}

  IdentityReconciler(Intake intake) {
    this.intake = intake;
  }

  Intake intake() {
    return intake;
  }

  @Override
  public UpdateControl<R> reconcile(R declaration, Context<R> context) {
    try {
      intake.queue().touch(intake.cluster().target(declaration));
    } catch (IllegalArgumentException e) {
      intake.reporter().reportMistake(declaration, e.getMessage());
    }
    return UpdateControl.noUpdate();
  }

  @Override
  public DeleteControl cleanup(R leaving, Context<R> context) {
    if (intake.cluster().isReleased(leaving)) {
      return DeleteControl.defaultDelete();
    }
    ArmId target;
    try {
      target = intake.cluster().target(leaving);
    } catch (IllegalArgumentException e) {
      if (!Ending.leavesSomething(leaving)) {
        return DeleteControl.defaultDelete();
      }
      // It did name a target once: a default subscription that is set no more hides it.
      intake.reporter().reportMistake(leaving, e.getMessage());
      return DeleteControl.noFinalizerRemoval();
    }
    intake.queue().touch(target);
    return DeleteControl.noFinalizerRemoval();
  }
}
