/**
 * Situations told in YAML files, given, when and then, and played with the real loop, the real
 * client and the emulator: docs/situations.md says how they are read.
 */
package dev.managedidentity.situations;
