/** The page at the emulator's address: identities as they are, to be changed with a click. */
package dev.managedidentity.emulator.portal;
