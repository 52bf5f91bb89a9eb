package dev.managedidentity.plan;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;

/**
 * What is declared of the managed identity extension.
 *
 * @param present whether it must be there or must not
 * @param os what it is made for; null, with Absent only, for either
 * @param port where it hands out tokens; of no meaning with Absent
 */
public record ExtensionWish(boolean present, OperatingSystem os, int port) {

  /** Whether it speaks of an extension for this system. */
  boolean concerns(OperatingSystem system) {
    return os == null || os == system;
  }

  boolean wants(OperatingSystem system) {
    return present && concerns(system);
  }

  boolean refuses(OperatingSystem system) {
    return !present && concerns(system);
  }

  /** Whether all that the other one says comes true where this one has the say. */
  boolean covers(ExtensionWish other) {
    return present ? equals(other) : !other.present && (os == null || os == other.os);
  }
}
