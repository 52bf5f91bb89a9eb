package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.plan.ArmId;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Hands each changed declaration to the queue of its target; the work is done there. */
abstract class IdentityReconciler<R extends IdentityDeclaration<?>>
    implements Reconciler<R>, Cleaner<R> {
  private final TargetKind kind;
  private final Intake intake;

  /** What the declarations of all kinds go into. */
  record Intake(KubernetesCluster cluster, TargetQueue queue, Reporter reporter) {}

  IdentityReconciler(TargetKind kind, Intake intake) {
    this.kind = kind;
    this.intake = intake;
  }

  @Override
  public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
    return List.of(intake.cluster().watch(kind, context.getPrimaryCache()));
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
      // It never named a target, so there is nothing to take away.
      return DeleteControl.defaultDelete();
    }
    intake.queue().touch(target);
    return DeleteControl.noFinalizerRemoval();
  }
}
