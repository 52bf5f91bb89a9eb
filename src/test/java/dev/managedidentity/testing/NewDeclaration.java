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
import java.util.function.Consumer;

/** A declaration of whichever kind a target needs. */
public final class NewDeclaration {
  private NewDeclaration() {}

  /**
   * A declaration of one target.
   *
   * @param target its id in Azure
   */
  public static IdentityDeclaration<?> of(
      String target, ObjectMeta metadata, Consumer<IdentitySpec> says) {
    TargetReference reference = new TargetReference();
    reference.id = target;
    IdentityDeclaration<?> declaration =
        ArmId.parse(target).isA(ArmId.VIRTUAL_MACHINE) ? machine(reference) : scaleSet(reference);
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
