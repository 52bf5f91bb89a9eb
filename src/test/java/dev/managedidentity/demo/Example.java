package dev.managedidentity.demo;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/**
 * One declaration of the examples.
 *
 * @param file its name without the folder
 * @param declaration as written, its namespace filled in
 * @param target the id of the scale set or machine
 * @param ends how it says that it ends, such as {@code True Converged}
 */
record Example(String file, IdentityDeclaration<?> declaration, String target, String ends) {

  static Example of(
      String file, IdentityDeclaration<?> declaration, String subscription, String ends) {
    return new Example(file, declaration, Kinds.target(declaration, subscription), ends);
  }

  String name() {
    return declaration.getMetadata().getName();
  }

  String key() {
    return declaration.getMetadata().getNamespace() + "/" + name();
  }

  /** Whether the live declaration stands as the example says. */
  boolean hasEnded(Optional<IdentityDeclaration<?>> live) {
    return stand(live).equals(ends) && live.filter(Example::isJudged).isPresent();
  }

  /** The status speaks of the spec as it is, and no work is under way. */
  private static boolean isJudged(IdentityDeclaration<?> live) {
    return live.getMetadata().getGeneration().equals(live.getStatus().observedGeneration)
        && live.getStatus().operation == null;
  }

  /** How a live declaration stands, such as {@code False WaitingForScaleSet}. */
  static String stand(Optional<IdentityDeclaration<?>> live) {
    return ready(live).map(ready -> ready.getStatus() + " " + ready.getReason()).orElse("-");
  }

  static Optional<Condition> ready(Optional<IdentityDeclaration<?>> live) {
    return live.map(IdentityDeclaration::getStatus).flatMap(Example::ready);
  }

  private static Optional<Condition> ready(IdentityStatus status) {
    return status.conditions.stream().filter(one -> one.getType().equals("Ready")).findAny();
  }
}
