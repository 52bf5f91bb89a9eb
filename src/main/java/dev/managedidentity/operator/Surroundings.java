package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * What the loop runs in, beside the cluster and Azure.
 *
 * @param proofs by which records in statuses are known for the operator's own
 * @param jitter from 0 to 1
 * @param aside where to do what no look may wait for
 * @param wake has a target looked at soon
 * @param isCrowded whether other targets wait to be looked at
 * @param deletions decides how deleting declarations end
 * @param namespaces those of the cluster, known before the first object is reconciled
 */
record Surroundings(
    Metrics metrics,
    RecordProofs proofs,
    Clock clock,
    DoubleSupplier jitter,
    Executor aside,
    Consumer<ArmId> wake,
    BooleanSupplier isCrowded,
    DeletionGate deletions,
    Namespaces namespaces) {}
