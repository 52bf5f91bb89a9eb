/**
 * What must change: all declarations of one target, its live identity and what is owned, turned
 * into a {@link dev.managedidentity.plan.Plan}.
 *
 * <p>Pure: no Kubernetes, no Azure library, no clock, no input or output. The same arguments always
 * give the same plan. From the {@code api} room only the words of the YAML (its enums) are used.
 */
package dev.managedidentity.plan;
