package dev.managedidentity.plan;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;

/**
 * What is declared of the managed identity extension.
 *
 * @param present whether it must be there or must not
 * @param os what it is made for; null, with Absent only, for either
 * @param port where it hands out tokens; of no meaning with Absent
 */
public record ExtensionWish(boolean present, OperatingSystem os, int port) {}
