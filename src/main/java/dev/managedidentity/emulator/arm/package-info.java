/** What Azure Resource Manager and its providers do: resources, identities, operations, errors. */
package dev.managedidentity.emulator.arm;
