package dev.managedidentity.operator;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.operator.Cluster.EventType;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Brings one user-assigned identity at a time to what is declared of it. */
final class UserIdentityReconciler implements TargetQueue.Work {
  private final Cluster cluster;
  private final Function<HasMetadata, Credential> credentials;
  private final AccessPolicy policy;
  private final Function<Credential, UserIdentityLook.Tools> tools;
  private final Duration period;
  private final Clock clock;
  private final DeletionGate deletions;
  private final Reporter reporter;

  /** What is remembered of an identity, by the key of the credential. */
  private final Map<ArmId, Map<String, UserIdentityMemory>> memories = new ConcurrentHashMap<>();

  UserIdentityReconciler(
      Cluster cluster,
      Function<HasMetadata, Credential> credentials,
      AccessPolicy policy,
      Reporter reporter,
      Function<Credential, UserIdentityLook.Tools> tools,
      Duration period,
      Surroundings around) {
    this.cluster = cluster;
    this.credentials = credentials;
    this.policy = policy;
    this.reporter = reporter;
    this.tools = tools;
    this.period = period;
    this.clock = around.clock();
    this.deletions = around.deletions();
  }

  @Override
  public Optional<Duration> run(ArmId id) {
    Map<String, DeletionGate.Decision> decisions = new HashMap<>();
    List<DeclaredIdentity> declared = gather(id, decisions);
    List<DeclaredIdentity> acting =
        declared.stream().filter(one -> !isHeld(one, decisions)).toList();
    if (acting.isEmpty()) {
      memories.remove(id);
      return declared.isEmpty() ? Optional.empty() : Optional.of(period);
    }
    acting.stream().filter(DeclaredIdentity::isRefused).forEach(one -> reporter.refuse(one));
    ByCredential sides =
        ByCredential.of(
            acting.stream().filter(one -> !one.isRefused()).toList(),
            DeclaredIdentity::resource,
            DeclaredIdentity::declaration,
            credentials);
    Map<String, UserIdentityMemory> known =
        memories.computeIfAbsent(id, unused -> new ConcurrentHashMap<>());
    known.keySet().retainAll(sides.each().stream().map(Credential::key).toList());
    Set<String> declarers = declarers(declared);
    Set<String> versions = versions(declared, declarers);
    List<Duration> next = new ArrayList<>();
    for (Credential credential : sides.each()) {
      UserIdentityMemory memory =
          known.computeIfAbsent(credential.key(), unused -> new UserIdentityMemory());
      Instant now = clock.instant();
      if (memory.pace().isEarly(versions, now)) {
        next.add(memory.pace().untilNextLook(now));
        continue;
      }
      // The records as the credential before has left them.
      List<DeclaredIdentity> all = next.isEmpty() ? declared : gather(id, decisions);
      if (!versions(all, declarers(all)).equals(versions)) {
        // The credential before has not handed over what is declared only since: begin again.
        return Optional.of(Duration.ZERO);
      }
      Predicate<DeclaredIdentity> isOwn = one -> sides.isWith(credential, one.resource());
      Duration wait = take(id, memory, all, isOwn, declarers, tools.apply(credential));
      memory.pace().looked(versions, now.plus(wait));
      next.add(wait);
    }
    return Optional.of(sides.soonest(next, period));
  }

  /**
   * Where what is about to be changed cannot be put on the records of some declarations, the look
   * is taken without them; they still count as declared.
   */
  private static Duration take(
      ArmId id,
      UserIdentityMemory memory,
      List<DeclaredIdentity> all,
      Predicate<DeclaredIdentity> isOwn,
      Set<String> declarers,
      UserIdentityLook.Tools with) {
    Set<String> withheld = new HashSet<>();
    while (true) {
      Predicate<DeclaredIdentity> isActing =
          one -> isOwn.test(one) && !withheld.contains(one.resource().getMetadata().getUid());
      try {
        return new UserIdentityLook(id, memory, all, isActing, declarers, with).take();
      } catch (IntentNotRecorded e) {
        if (!withheld.addAll(e.uids())) {
          throw e;
        }
      }
    }
  }

  /** Those whose deletion is held count as declared, and nothing is done for them. */
  private List<DeclaredIdentity> gather(ArmId id, Map<String, DeletionGate.Decision> decisions) {
    List<DeclaredIdentity> staying = new ArrayList<>();
    for (DeclaredIdentity declared : cluster.identities(id)) {
      DeclaredIdentity reviewed =
          declared.with(AccessReview.of(declared, credentials.apply(declared.resource()), policy));
      if (reviewed.isRefused() && declared.isLeaving() && !removesAnything(reviewed)) {
        boolean isExpected = declared.declaration().deletionPolicy() == DeletionPolicy.Remove;
        if (isExpected && Ending.leavesSomething(declared.status())) {
          reviewed.tellRetained(cluster);
        }
        cluster.release(declared.resource());
        continue;
      }
      if (declared.isLeaving()) {
        decisions.computeIfAbsent(uid(declared), unused -> decide(id, reviewed));
      }
      DeletionGate.Decision decision = decisions.get(uid(declared));
      if (!(decision instanceof DeletionGate.Retain)) {
        staying.add(decision instanceof DeletionGate.Hold ? reviewed.held() : reviewed);
      }
    }
    if (staying.stream().noneMatch(DeclaredIdentity::isLeaving)) {
      deletions.ended(id);
    }
    return staying;
  }

  /** Whether deleting it would remove something if its namespace were allowed to. */
  private static boolean removesAnything(DeclaredIdentity declared) {
    return ownsRoles(declared)
        || (Ending.leavesSomething(declared.status())
            && IdentityCreation.of(declared.status()).isPossible());
  }

  private static boolean ownsRoles(DeclaredIdentity declared) {
    return !declared.declaration().roles().owned().isEmpty();
  }

  private DeletionGate.Decision decide(ArmId id, DeclaredIdentity declared) {
    boolean removes =
        !declared.isRefused()
            && (declared.mayDeleteIdentity() || ownsRoles(declared))
            && Ending.leavesSomething(declared.status())
            && cluster.declarers(declared).isEmpty();
    DeletionGate.Decision decision =
        declared.isSuspended()
            ? new DeletionGate.Retain(EventType.Normal, "")
            : deletions.decide(id, declared.resource(), removes);
    if (decision instanceof DeletionGate.Retain retain) {
      deletions.report(cluster, declared.resource(), retain);
      cluster.release(declared.resource());
    } else if (decision instanceof DeletionGate.Hold hold) {
      reporter.reportHeld(declared.resource(), hold);
    }
    return decision;
  }

  private static boolean isHeld(
      DeclaredIdentity declared, Map<String, DeletionGate.Decision> decisions) {
    return decisions.get(uid(declared)) instanceof DeletionGate.Hold;
  }

  private static String uid(DeclaredIdentity declared) {
    return declared.resource().getMetadata().getUid();
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
                "%s/%d/%s/%d"
                    .formatted(
                        one.resource().getMetadata().getUid(),
                        one.resource().getMetadata().getGeneration(),
                        one.isLeaving(),
                        one.declaration().access().hashCode())));
    return versions;
  }
}
