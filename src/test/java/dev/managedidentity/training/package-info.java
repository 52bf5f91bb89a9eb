/** Runs the packaged operator on stand-ins, so that the JVM may learn what it loads and starts. */
package dev.managedidentity.training;
