package dev.managedidentity.operator;

import dev.managedidentity.azure.CallsStopped;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an unexpected failure to its target: it becomes a condition, an Event, a metric, a line in
 * the log and a backoff that only a changed declaration ends early.
 */
final class GuardedWork implements TargetQueue.Work {
  private static final Logger log = LoggerFactory.getLogger(GuardedWork.class);

  private final TargetQueue.Work work;
  private final Cluster cluster;
  private final Reporter reporter;
  private final ReconcileFailures failures;

  /** What was declared of a target when it failed. */
  private final Map<ArmId, List<String>> declared = new ConcurrentHashMap<>();

  GuardedWork(
      TargetQueue.Work work, Cluster cluster, Reporter reporter, ReconcileFailures failures) {
    this.work = work;
    this.cluster = cluster;
    this.reporter = reporter;
    this.failures = failures;
  }

  @Override
  public Optional<Duration> run(ArmId target) {
    Optional<Duration> left = failures.left(target.folded());
    if (left.isPresent() && versions(objects(target)).equals(declared.get(target))) {
      return left;
    }
    try {
      Optional<Duration> next = work.run(target);
      failures.succeeded(target.folded());
      declared.remove(target);
      return next;
    } catch (CallsStopped e) {
      throw e;
    } catch (RuntimeException e) {
      return Optional.of(failed(target, e));
    }
  }

  private Duration failed(ArmId target, RuntimeException e) {
    String message = InternalErrors.message("the reconcile of " + target, e);
    ReconcileFailures.Failure failure = failures.failed(target.folded(), message);
    if (failure.isToBeLogged()) {
      log.error(
          "reconcile of {} failed, {} times by now; next try in {} s",
          target,
          failure.times(),
          failure.delay().toSeconds(),
          e);
    }
    List<HasMetadata> objects = objects(target);
    declared.put(target, versions(objects));
    reporter.failed(TargetKind.of(target).declaredBy());
    if (!InternalErrors.isApiServerAway(e)) {
      objects.forEach(object -> reporter.reportInternalError(object, message));
    }
    return failure.delay();
  }

  /** None where they cannot be found out either, which may be what fails. */
  private List<HasMetadata> objects(ArmId target) {
    try {
      return cluster.objects(target);
    } catch (RuntimeException e) {
      log.debug("the declarations of {} cannot be found", target, e);
      return List.of();
    }
  }

  /** Changes whenever a person changed something. */
  private static List<String> versions(List<HasMetadata> objects) {
    return objects.stream()
        .map(HasMetadata::getMetadata)
        .map(
            of ->
                of.getUid() + "/" + of.getGeneration() + "/" + (of.getDeletionTimestamp() != null))
        .sorted()
        .toList();
  }
}
