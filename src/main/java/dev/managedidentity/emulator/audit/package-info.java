/** What the emulator saw: every request it answered and every identity that changed, numbered. */
package dev.managedidentity.emulator.audit;
