package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;

/** Hands each changed object to the queue of what it is about; the work is done there. */
abstract class IdentityReconciler<R extends HasMetadata> implements Reconciler<R>, Cleaner<R> {
  private final Intake intake;

  /**
   * What the objects of all kinds go into.
   *
   * @param period of another try where the credential of an object does not tell what it is about
   */
  record Intake(KubernetesCluster cluster, TargetQueue queue, Reporter reporter, Duration period) {}

  IdentityReconciler(Intake intake) {
    this.intake = intake;
  }

  Intake intake() {
    return intake;
  }

  @Override
  public UpdateControl<R> reconcile(R declaration, Context<R> context) {
    intake.reporter().applied(declaration);
    UpdateControl<R> control = UpdateControl.noUpdate();
    try {
      intake.queue().touch(intake.cluster().target(declaration));
    } catch (IllegalArgumentException e) {
      intake.reporter().reportAimless(declaration, judgement(e));
      // No watch tells of the Secret, or of the default, that may come to tell what it is about.
      control.rescheduleAfter(intake.period());
    }
    return control;
  }

  private static Judgement judgement(IllegalArgumentException mistake) {
    return mistake instanceof CredentialUnusable
        ? Judgement.waiting(Reason.CredentialUnusable, mistake.getMessage())
        : Judgement.mistaken(mistake.getMessage());
  }

  @Override
  public DeleteControl cleanup(R leaving, Context<R> context) {
    intake.reporter().leaving(leaving);
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
      intake.reporter().reportAimless(leaving, judgement(e));
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(intake.period());
    }
    intake.queue().touch(target);
    return DeleteControl.noFinalizerRemoval();
  }
}
