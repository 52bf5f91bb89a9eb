package dev.managedidentity.operator;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Mode;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Brings one target at a time to what is declared of it: gather, read, plan, apply, report. */
final class TargetReconciler implements TargetQueue.Work {

  private final Cluster cluster;
  private final Look.Tools tools;
  private final Executor aside;
  private final Map<ArmId, Target> targets = new ConcurrentHashMap<>();

  /**
   * @param aside where to do what no look may wait for
   */
  TargetReconciler(Cluster cluster, Look.Tools tools, Executor aside) {
    this.cluster = cluster;
    this.tools = tools;
    this.aside = aside;
  }

  @Override
  public Optional<Duration> run(ArmId id) {
    List<Declared> declared = gather(id);
    if (declared.isEmpty()) {
      targets.remove(id);
      return Optional.empty();
    }
    Target target = targets.computeIfAbsent(id, unused -> new Target(id, tools.delays(id)));
    Set<String> versions = declared.stream().map(Declared::version).collect(Collectors.toSet());
    Instant now = tools.clock().instant();
    List<Declared> told = tools.settings().activityLog() ? inquire(target, declared) : declared;
    if (target.pace().isEarly(versions, now)) {
      return Optional.of(next(target, target.pace().untilNextLook(now)));
    }
    Situation situation = new Look(id, target, told, tools).take();
    target.looked(situation, now);
    tools.metrics().looked(TargetKind.of(id), situation.stage());
    target.pace().looked(versions, tools.clock().instant().plus(situation.next()));
    return Optional.of(next(target, situation.next()));
  }

  private List<Declared> inquire(Target target, List<Declared> declared) {
    Instant now = tools.clock().instant();
    return target.inquiry().take(declared, tools.activityLog(), aside, tools.reporter(), now);
  }

  private Duration next(Target target, Duration nextLook) {
    return target
        .inquiry()
        .next(tools.clock().instant(), tools.settings().retryDelay())
        .filter(sooner -> sooner.compareTo(nextLook) < 0)
        .orElse(nextLook);
  }

  /** All declarations of the target but those that may go without a look at Azure. */
  private List<Declared> gather(ArmId id) {
    Map<Boolean, List<Declared>> byFreedom =
        cluster.declarations(id).stream()
            .collect(Collectors.partitioningBy(TargetReconciler::isFreeToGo));
    byFreedom.get(true).forEach(declared -> cluster.release(declared.resource()));
    return byFreedom.get(false);
  }

  /** What takes nothing away when it leaves: it retains, observes, or is suspended. */
  private static boolean isFreeToGo(Declared declared) {
    Declaration declaration = declared.declaration();
    return declaration.leaving()
        && (declaration.deletionPolicy() == DeletionPolicy.Retain
            || declaration.mode() == Mode.Observe
            || declaration.suspended());
  }
}
