package dev.managedidentity.demo;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;

/**
 * One declaration of the examples.
 *
 * @param file its name without the folder
 * @param declaration as written, its namespace filled in
 * @param target the id of the scale set, machine or identity
 * @param ends how it says that it ends, such as {@code True Converged}
 */
record Example(
    String file, CustomResource<?, ? extends Status> declaration, String target, String ends) {

  static Example of(
      String file,
      CustomResource<?, ? extends Status> declaration,
      String subscription,
      String ends) {
    return new Example(file, declaration, Kinds.target(declaration, subscription), ends);
  }

  String name() {
    return declaration.getMetadata().getName();
  }

  String key() {
    return declaration.getMetadata().getNamespace() + "/" + name();
  }

  /** Whether the live declaration stands as the example says. */
  boolean hasEnded(Optional<CustomResource<?, ? extends Status>> live) {
    return stand(live).equals(ends) && live.filter(Example::isJudged).isPresent();
  }

  /** The status speaks of the spec as it is, and no work is under way. */
  private static boolean isJudged(CustomResource<?, ? extends Status> live) {
    boolean isWorkedOn =
        live.getStatus() instanceof IdentityStatus status && status.operation != null;
    return live.getMetadata().getGeneration().equals(live.getStatus().observedGeneration)
        && !isWorkedOn;
  }

  /** Whether nobody is to look at its target. */
  boolean isSuspended() {
    return declaration instanceof UserAssignedIdentity identity
        ? identity.getSpec().suspend
        : ((IdentityDeclaration<?>) declaration).getSpec().suspend;
  }

  /** The identity type of its target; null where it has none or is not known. */
  static String type(Optional<CustomResource<?, ? extends Status>> live) {
    return live.map(CustomResource::getStatus)
        .filter(IdentityStatus.class::isInstance)
        .map(status -> ((IdentityStatus) status).type)
        .orElse(null);
  }

  /** How a live declaration stands, such as {@code False WaitingForScaleSet}. */
  static String stand(Optional<CustomResource<?, ? extends Status>> live) {
    return ready(live).map(ready -> ready.getStatus() + " " + ready.getReason()).orElse("-");
  }

  static Optional<Condition> ready(Optional<CustomResource<?, ? extends Status>> live) {
    return live.map(CustomResource::getStatus).flatMap(Example::ready);
  }

  private static Optional<Condition> ready(Status status) {
    return status.conditions.stream().filter(one -> one.getType().equals("Ready")).findAny();
  }
}
