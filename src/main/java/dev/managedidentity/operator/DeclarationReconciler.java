package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** What the kinds that declare the identities of a target have in common. */
abstract class DeclarationReconciler<R extends IdentityDeclaration<?>>
    extends IdentityReconciler<R> {
  private final TargetKind kind;

  DeclarationReconciler(TargetKind kind, Intake intake) {
    super(intake);
    this.kind = kind;
  }

  @Override
  public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
    return List.of(intake().cluster().watchTargets(kind, context.getPrimaryCache()));
  }

  @Override
  public DeleteControl cleanup(R leaving, Context<R> context) {
    DeleteControl control = super.cleanup(leaving, context);
    if (control.isRemoveFinalizer()) {
      // An identity may be waiting to be deleted until nothing declares it any more.
      intake().cluster().identitiesIn(leaving).forEach(intake().queue()::touch);
    }
    return control;
  }
}
