/**
 * The loop: gather all declarations of one target, read it, plan, apply, report.
 *
 * <p>Work is keyed by target, not by declaration: {@link
 * dev.managedidentity.operator.TargetReconciler} never works on one target twice at once, and a
 * change that concerns five declarations is one PATCH. The only room that knows the operator SDK.
 */
package dev.managedidentity.operator;
