/**
 * A local Azure Resource Manager over TLS, for tests and for trying things out. It shares no code
 * with the rest of the product: a mistake made twice would hide itself.
 */
package dev.managedidentity.emulator;
