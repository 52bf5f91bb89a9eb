package dev.managedidentity.testing;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.ScaleSetIdentitySpec;
import dev.managedidentity.api.TargetReference;
import dev.managedidentity.api.VirtualMachineIdentity;
import dev.managedidentity.api.VirtualMachineIdentitySpec;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.function.Consumer;

/** The kinds of declaration, by their names and by what they are about. */
public final class Kinds {
  /** All of them. */
  public static final List<Class<? extends IdentityDeclaration<?>>> ALL =
      List.of(ScaleSetIdentity.class, VirtualMachineIdentity.class);

  private Kinds() {}

  /** The kind whose manifests have this name. */
  public static Class<? extends IdentityDeclaration<?>> named(String kind) {
    return ALL.stream()
        .filter(one -> one.getSimpleName().equals(kind))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no kind of ours: " + kind));
  }

  /** The id of what a declaration is about; where it names no subscription, in this one. */
  public static String target(IdentityDeclaration<?> declaration, String subscription) {
    TargetReference reference = declaration.getSpec().target();
    String type =
        declaration instanceof VirtualMachineIdentity ? ArmId.VIRTUAL_MACHINE : ArmId.SCALE_SET;
    return reference.id != null
        ? reference.id
        : ArmId.of(
                reference.subscriptionId != null ? reference.subscriptionId : subscription,
                reference.resourceGroup,
                type,
                reference.name)
            .text();
  }

  /** The kind whose declarations are about such a target. */
  public static Class<? extends IdentityDeclaration<?>> about(String target) {
    return isMachine(target) ? VirtualMachineIdentity.class : ScaleSetIdentity.class;
  }

  private static boolean isMachine(String target) {
    return ArmId.parse(target).isA(ArmId.VIRTUAL_MACHINE);
  }

  /**
   * A declaration of one target.
   *
   * @param target its id in Azure
   */
  public static IdentityDeclaration<?> declaration(
      String target, ObjectMeta metadata, Consumer<IdentitySpec> says) {
    TargetReference reference = new TargetReference();
    reference.id = target;
    IdentityDeclaration<?> declaration =
        isMachine(target) ? machine(reference) : scaleSet(reference);
    declaration.setMetadata(metadata);
    says.accept(declaration.getSpec());
    return declaration;
  }

  private static IdentityDeclaration<?> scaleSet(TargetReference reference) {
    ScaleSetIdentity declaration = new ScaleSetIdentity();
    declaration.setSpec(new ScaleSetIdentitySpec());
    declaration.getSpec().scaleSet = reference;
    return declaration;
  }

  private static IdentityDeclaration<?> machine(TargetReference reference) {
    VirtualMachineIdentity declaration = new VirtualMachineIdentity();
    declaration.setSpec(new VirtualMachineIdentitySpec());
    declaration.getSpec().virtualMachine = reference;
    return declaration;
  }
}
