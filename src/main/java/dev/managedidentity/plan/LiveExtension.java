package dev.managedidentity.plan;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;

/**
 * A managed identity extension as Azure shows it: one of publisher Microsoft.ManagedIdentity.
 *
 * @param name on the target; people may have given it any
 * @param port null where its settings tell none
 * @param failed whether Azure says that it could not be set up
 */
public record LiveExtension(String name, OperatingSystem os, Integer port, boolean failed) {}
