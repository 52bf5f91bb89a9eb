package dev.managedidentity.emulator.arm;

import java.util.List;
import java.util.Locale;

/**
 * A type of resource. Any type is kept; those that are named here have rules of their own.
 *
 * @param namespace of the resource provider, such as {@code Microsoft.Compute}
 * @param type below it, with slashes where it is nested, such as {@code virtualMachines/extensions}
 */
record ResourceKind(String namespace, String type) {
  static final ResourceKind SCALE_SET = compute("virtualMachineScaleSets");
  static final ResourceKind VIRTUAL_MACHINE = compute("virtualMachines");
  static final ResourceKind SCALE_SET_EXTENSION = compute("virtualMachineScaleSets/extensions");
  static final ResourceKind MACHINE_EXTENSION = compute("virtualMachines/extensions");
  static final ResourceKind INSTANCE = compute("virtualMachineScaleSets/virtualMachines");
  static final ResourceKind USER_ASSIGNED_IDENTITY =
      new ResourceKind("Microsoft.ManagedIdentity", "userAssignedIdentities");
  static final ResourceKind FEDERATED_CREDENTIAL =
      new ResourceKind(
          "Microsoft.ManagedIdentity", "userAssignedIdentities/federatedIdentityCredentials");
  static final ResourceKind ROLE_ASSIGNMENT =
      new ResourceKind("Microsoft.Authorization", "roleAssignments");
  static final ResourceKind ROLE_DEFINITION =
      new ResourceKind("Microsoft.Authorization", "roleDefinitions");
  static final ResourceKind LOCK = new ResourceKind("Microsoft.Authorization", "locks");
  static final ResourceKind DEPLOYMENT = new ResourceKind("Microsoft.Resources", "deployments");

  private static final List<ResourceKind> NAMED =
      List.of(
          SCALE_SET,
          VIRTUAL_MACHINE,
          SCALE_SET_EXTENSION,
          MACHINE_EXTENSION,
          INSTANCE,
          USER_ASSIGNED_IDENTITY,
          FEDERATED_CREDENTIAL,
          ROLE_ASSIGNMENT,
          ROLE_DEFINITION,
          LOCK,
          DEPLOYMENT);

  /** The kind of these names, spelled as Azure spells it where that is known. */
  static ResourceKind of(String namespace, String type) {
    return NAMED.stream()
        .filter(kind -> kind.namespace.equalsIgnoreCase(namespace))
        .filter(kind -> kind.type.equalsIgnoreCase(type))
        .findFirst()
        .orElseGet(() -> new ResourceKind(namespace, type));
  }

  private static ResourceKind compute(String type) {
    return new ResourceKind("Microsoft.Compute", type);
  }

  /** For example {@code Microsoft.Compute/virtualMachines}. */
  String fullType() {
    return namespace + "/" + type;
  }

  /** For example {@code Microsoft.Compute/virtualMachines/write}. */
  String action(String verb) {
    return fullType() + "/" + verb;
  }

  /** Whether it is a scale set or a machine: what a declaration of identities is about. */
  boolean isTarget() {
    return equals(SCALE_SET) || equals(VIRTUAL_MACHINE);
  }

  boolean isNested() {
    return type.contains("/");
  }

  /** Whether the provider has this name, in any casing. */
  boolean isOf(String provider) {
    return namespace.equalsIgnoreCase(provider);
  }

  /** What equal kinds share. */
  String key() {
    return fullType().toLowerCase(Locale.ROOT);
  }
}
