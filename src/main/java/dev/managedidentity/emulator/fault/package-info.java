/** Faults: which share of which requests goes wrong, and how. */
package dev.managedidentity.emulator.fault;
