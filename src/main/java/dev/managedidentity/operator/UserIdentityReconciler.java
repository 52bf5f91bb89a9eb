package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Brings one user-assigned identity at a time to what is declared of it. */
final class UserIdentityReconciler implements TargetQueue.Work {
  private final Cluster cluster;
  private final UserIdentityLook.Tools tools;
  private final Map<ArmId, UserIdentityMemory> memories = new ConcurrentHashMap<>();

  UserIdentityReconciler(Cluster cluster, UserIdentityLook.Tools tools) {
    this.cluster = cluster;
    this.tools = tools;
  }

  @Override
  public Optional<Duration> run(ArmId id) {
    List<DeclaredIdentity> declared = gather(id);
    if (declared.isEmpty()) {
      memories.remove(id);
      return Optional.empty();
    }
    UserIdentityMemory memory = memories.computeIfAbsent(id, unused -> new UserIdentityMemory());
    Set<String> declarers = declarers(declared);
    Set<String> versions = versions(declared, declarers);
    Instant now = tools.clock().instant();
    if (memory.pace().isEarly(versions, now)) {
      return Optional.of(memory.pace().untilNextLook(now));
    }
    Duration next = new UserIdentityLook(id, memory, declared, declarers, tools).take();
    memory.pace().looked(versions, now.plus(next));
    return Optional.of(next);
  }

  private List<DeclaredIdentity> gather(ArmId id) {
    List<DeclaredIdentity> staying = new ArrayList<>();
    for (DeclaredIdentity declared : cluster.identities(id)) {
      if (declared.isFreeToGo()) {
        cluster.release(declared.resource());
      } else {
        staying.add(declared);
      }
    }
    return staying;
  }

  /** Whose word keeps an identity from being deleted; asked only where one is to be. */
  private Set<String> declarers(List<DeclaredIdentity> declared) {
    Set<String> declarers = new HashSet<>();
    declared.stream()
        .filter(DeclaredIdentity::isLeaving)
        .forEach(leaving -> declarers.addAll(cluster.declarers(leaving)));
    return declarers;
  }

  private static Set<String> versions(List<DeclaredIdentity> declared, Set<String> declarers) {
    Set<String> versions = new HashSet<>(declarers);
    declared.forEach(
        one ->
            versions.add(
                "%s/%d/%s"
                    .formatted(
                        one.resource().getMetadata().getUid(),
                        one.resource().getMetadata().getGeneration(),
                        one.isLeaving())));
    return versions;
  }
}
