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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each changed object to the queue of what it is about; the work is done there. */
abstract class IdentityReconciler<R extends HasMetadata> implements Reconciler<R>, Cleaner<R> {
  private static final Logger log = LoggerFactory.getLogger(IdentityReconciler.class);

  private final Intake intake;

  /**
   * What the objects of all kinds go into.
   *
   * @param failures of the work on single objects, which are tried again with backoff
   * @param period of another try where the credential of an object does not tell what it is about
   */
  record Intake(
      KubernetesCluster cluster,
      TargetQueue queue,
      Reporter reporter,
      ReconcileFailures failures,
      DeletionGate deletions,
      Duration period) {}

  IdentityReconciler(Intake intake) {
    this.intake = intake;
  }

  Intake intake() {
    return intake;
  }

  @Override
  public UpdateControl<R> reconcile(R declaration, Context<R> context) {
    UpdateControl<R> control = UpdateControl.noUpdate();
    try {
      intake.reporter().applied(declaration);
      // No watch tells of the Secret, or of the default, that may come to tell what it is about.
      enqueue(declaration).ifPresent(control::rescheduleAfter);
      intake.failures().succeeded(uid(declaration));
    } catch (RuntimeException e) {
      control.rescheduleAfter(failed(declaration, e));
    }
    return control;
  }

  /** When to enqueue it again, though nobody changes it; empty if never. */
  private Optional<Duration> enqueue(R declaration) {
    try {
      intake.queue().touch(intake.cluster().target(declaration));
      return intake.cluster().followsDefault(declaration)
          ? Optional.of(intake.period())
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      intake.reporter().reportAimless(declaration, judgement(e));
      return Optional.of(intake.period());
    }
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  /** An unexpected failure stays with its object; says when to try again. */
  private Duration failed(R object, RuntimeException e) {
    String message = InternalErrors.message("the work on " + Declarations.key(object), e);
    ReconcileFailures.Failure failure = intake.failures().failed(uid(object), message);
    if (failure.isToBeLogged()) {
      log.error(
          "work on {} {} failed, {} times by now; next try in {} s",
          object.getKind(),
          Declarations.key(object),
          failure.times(),
          failure.delay().toSeconds(),
          e);
    }
    intake.reporter().failed(object.getKind());
    if (!InternalErrors.isApiServerAway(e)) {
      intake.reporter().reportInternalError(object, message);
    }
    return failure.delay();
  }

  private static Judgement judgement(IllegalArgumentException mistake) {
    return mistake instanceof CredentialUnusable
        ? Judgement.waiting(Reason.CredentialUnusable, mistake.getMessage())
        : Judgement.mistaken(mistake.getMessage());
  }

  @Override
  public DeleteControl cleanup(R leaving, Context<R> context) {
    try {
      DeleteControl control = end(leaving);
      intake.failures().succeeded(uid(leaving));
      return control;
    } catch (RuntimeException e) {
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(failed(leaving, e));
    }
  }

  private DeleteControl end(R leaving) {
    intake.reporter().leaving(leaving);
    if (intake.cluster().isReleased(leaving)) {
      return DeleteControl.defaultDelete();
    }
    ArmId target;
    try {
      target = intake.cluster().target(leaving);
    } catch (IllegalArgumentException e) {
      if (!intake.cluster().leavesSomething(leaving) || intake.deletions().mayGo(leaving)) {
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
