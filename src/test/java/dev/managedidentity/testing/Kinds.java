package dev.managedidentity.testing;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.ScaleSetIdentitySpec;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.TargetReference;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.api.VirtualMachineIdentity;
import dev.managedidentity.api.VirtualMachineIdentitySpec;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The kinds of declaration, by their names and by what they are about. */
public final class Kinds {
  /** All of them. */
  public static final List<Class<? extends CustomResource<?, ? extends Status>>> ALL =
      List.of(ScaleSetIdentity.class, VirtualMachineIdentity.class, UserAssignedIdentity.class);

  private Kinds() {}

  /** The kind whose manifests have this name. */
  public static Class<? extends CustomResource<?, ? extends Status>> named(String kind) {
    return ALL.stream()
        .filter(one -> one.getSimpleName().equals(kind))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no kind of ours: " + kind));
  }

  /** What a manifest declares. */
  public static CustomResource<?, ? extends Status> read(GenericKubernetesResource manifest) {
    return Serialization.unmarshal(Serialization.asYaml(manifest), named(manifest.getKind()));
  }

  /**
   * The id of what a declaration is about: a scale set, a machine or an identity; where it names no
   * subscription, in this one.
   */
  public static String target(CustomResource<?, ?> declaration, String subscription) {
    if (declaration instanceof UserAssignedIdentity identity) {
      UserAssignedIdentitySpec spec = identity.getSpec();
      return id(
          Optional.ofNullable(spec.subscriptionId).orElse(subscription),
          spec.resourceGroup,
          ArmId.USER_ASSIGNED_IDENTITY,
          Optional.ofNullable(spec.name).orElse(identity.getMetadata().getName()));
    }
    TargetReference reference = ((IdentityDeclaration<?>) declaration).getSpec().target();
    String type =
        declaration instanceof VirtualMachineIdentity ? ArmId.VIRTUAL_MACHINE : ArmId.SCALE_SET;
    return reference.id != null
        ? reference.id
        : id(
            Optional.ofNullable(reference.subscriptionId).orElse(subscription),
            reference.resourceGroup,
            type,
            reference.name);
  }

  private static String id(String subscription, String group, String type, String name) {
    return ArmId.of(subscription, group, type, name).text();
  }

  /** The kind whose declarations are about such a scale set or machine. */
  public static Class<? extends IdentityDeclaration<?>> about(String target) {
    return isMachine(target) ? VirtualMachineIdentity.class : ScaleSetIdentity.class;
  }

  private static boolean isMachine(String target) {
    return ArmId.parse(target).isA(ArmId.VIRTUAL_MACHINE);
  }

  /**
   * A declaration of one scale set or machine.
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
