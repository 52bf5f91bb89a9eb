/** The commands: what a person types, turned into calls of the other rooms. */
package dev.managedidentity.cli;
