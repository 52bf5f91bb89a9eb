package dev.managedidentity.demo;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.TargetReference;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/**
 * One declaration of the examples.
 *
 * @param file its name without the folder
 * @param declaration as written, its namespace filled in
 * @param target the id of the scale set
 * @param ends how it says that it ends, such as {@code True Converged}
 */
record Example(String file, ScaleSetIdentity declaration, String target, String ends) {

  static Example of(String file, ScaleSetIdentity declaration, String subscription, String ends) {
    TargetReference scaleSet = declaration.getSpec().scaleSet;
    ArmId target =
        scaleSet.id != null
            ? ArmId.parse(scaleSet.id)
            : ArmId.of(
                scaleSet.subscriptionId != null ? scaleSet.subscriptionId : subscription,
                scaleSet.resourceGroup,
                ArmId.SCALE_SET,
                scaleSet.name);
    return new Example(file, declaration, target.text(), ends);
  }

  String name() {
    return declaration.getMetadata().getName();
  }

  String key() {
    return declaration.getMetadata().getNamespace() + "/" + name();
  }

  /** Whether the live declaration stands as the example says. */
  boolean hasEnded(Optional<ScaleSetIdentity> live) {
    return stand(live).equals(ends) && live.filter(Example::isJudged).isPresent();
  }

  /** The status speaks of the spec as it is, and no work is under way. */
  private static boolean isJudged(ScaleSetIdentity live) {
    return live.getMetadata().getGeneration().equals(live.getStatus().observedGeneration)
        && live.getStatus().operation == null;
  }

  /** How a live declaration stands, such as {@code False WaitingForScaleSet}. */
  static String stand(Optional<ScaleSetIdentity> live) {
    return ready(live).map(ready -> ready.getStatus() + " " + ready.getReason()).orElse("-");
  }

  static Optional<Condition> ready(Optional<ScaleSetIdentity> live) {
    return live.map(ScaleSetIdentity::getStatus).flatMap(Example::ready);
  }

  private static Optional<Condition> ready(IdentityStatus status) {
    return status.conditions.stream().filter(one -> one.getType().equals("Ready")).findAny();
  }
}
