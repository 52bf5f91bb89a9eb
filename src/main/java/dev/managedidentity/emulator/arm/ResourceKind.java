package dev.managedidentity.emulator.arm;

import java.util.Arrays;
import java.util.Optional;

/** The types of resource that are kept, a row each. */
public enum ResourceKind {
  SCALE_SET("Microsoft.Compute", "virtualMachineScaleSets"),
  VIRTUAL_MACHINE("Microsoft.Compute", "virtualMachines"),
  USER_ASSIGNED_IDENTITY("Microsoft.ManagedIdentity", "userAssignedIdentities");

  private final String namespace;
  private final String type;

  ResourceKind(String namespace, String type) {
    this.namespace = namespace;
    this.type = type;
  }

  static Optional<ResourceKind> of(String namespace, String type) {
    return Arrays.stream(values())
        .filter(kind -> kind.namespace.equalsIgnoreCase(namespace))
        .filter(kind -> kind.type.equalsIgnoreCase(type))
        .findFirst();
  }

  /** For example {@code Microsoft.Compute/virtualMachines}. */
  String fullType() {
    return namespace + "/" + type;
  }

  /** For example {@code Microsoft.Compute/virtualMachines/write}. */
  String action(String verb) {
    return fullType() + "/" + verb;
  }

  boolean isCompute() {
    return this != USER_ASSIGNED_IDENTITY;
  }

  String namespace() {
    return namespace;
  }

  String type() {
    return type;
  }
}
