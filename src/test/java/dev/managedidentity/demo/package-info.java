/**
 * The demo: the real operator on a local Azure and a local Kubernetes, everything in {@code
 * examples/} applied, and the story told as it happens. It ends well only if every example ends as
 * its own {@code # ends:} line says.
 */
package dev.managedidentity.demo;
