/**
 * The benchmark: the real operator, the emulator and what people do without an operator, each a
 * process of its own, measured by what Azure saw of them. Not a test: run by {@code mvn -q -Pbench
 * verify -DskipTests}.
 */
package dev.managedidentity.bench;
