package dev.managedidentity.operator;

import dev.managedidentity.api.Mode;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.operator.Cluster.EventType;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
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
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings one target at a time to what is declared of it: gather, read, plan, apply, report. */
final class TargetReconciler implements TargetQueue.Work {

  /**
   * When to come again for a list that is just being fetched, if nobody says earlier it is there.
   */
  private static final Duration COMING = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final Function<HasMetadata, Credential> credentials;
  private final AccessPolicy policy;
  private final Function<Credential, Look.Tools> tools;
  private final Duration period;
  private final Clock clock;
  private final BooleanSupplier isCrowded;
  private final DeletionGate deletions;
  private final Reporter reporter;

  /** What is remembered of a target, by the key of the credential. */
  private final Map<ArmId, Map<String, Target>> targets = new ConcurrentHashMap<>();

  TargetReconciler(
      Cluster cluster,
      Function<HasMetadata, Credential> credentials,
      AccessPolicy policy,
      Reporter reporter,
      Function<Credential, Look.Tools> tools,
      Duration period,
      Surroundings around) {
    this.cluster = cluster;
    this.credentials = credentials;
    this.policy = policy;
    this.reporter = reporter;
    this.tools = tools;
    this.period = period;
    this.clock = around.clock();
    this.isCrowded = around.isCrowded();
    this.deletions = around.deletions();
  }

  @Override
  public Optional<Duration> run(ArmId id) {
    List<HasMetadata> deciding = cluster.deciding(id);
    List<String> basis = Rest.basis(deciding, credentials, policy);
    Optional<Duration> spared = spare(id, deciding, basis);
    return spared.isPresent() ? spared : look(id, basis);
  }

  /**
   * A look at a target that rests, and is seen as it was, is not taken.
   *
   * @return when the next one is due; empty if it is to be taken
   */
  private Optional<Duration> spare(ArmId id, List<HasMetadata> deciding, List<String> basis) {
    Map<String, Target> memories = targets.getOrDefault(id, Map.of());
    if (deciding.isEmpty() || memories.size() != 1) {
      return Optional.empty();
    }
    Credential credential = credentials.apply(deciding.get(0));
    Target target = memories.get(credential.key());
    Instant now = clock.instant();
    if (target == null || !target.isResting(basis, now)) {
      return Optional.empty();
    }
    Look.Tools with = tools.apply(credential);
    if (target.pace().isEarly(now) && !isNews(id, target, with.listings())) {
      return Optional.of(target.pace().untilNextLook(now));
    }
    ComputeResource last = target.seen().orElseThrow();
    return with.listings()
        .find(id, target.lastRead())
        .filter(seen -> !seen.isNews(last))
        .map(
            seen -> {
              target.seenAgain(seen.at());
              with.metrics().looked(TargetKind.of(id), Situation.Stage.SETTLED);
              Duration next = credential.noLaterThan(with.nextPeriod(), period);
              Duration rest = target.untilRestEnds(now);
              Duration sooner = rest.compareTo(next) < 0 ? rest : next;
              target.pace().spared(now.plus(sooner));
              return sooner;
            });
  }

  private Optional<Duration> look(ArmId id, List<String> basis) {
    Gathered gathered = new Gathered(id);
    gathered.read();
    List<Declared> declared = gathered.acting;
    if (declared.isEmpty()) {
      targets.remove(id);
      return gathered.held.isEmpty() ? Optional.empty() : Optional.of(period);
    }
    Set<String> versions = gathered.versions();
    refuse(declared.stream().filter(Declared::isRefused).toList());
    ByCredential sides =
        ByCredential.of(
            declared.stream().filter(one -> !one.isRefused()).toList(),
            Declared::resource,
            Declared::declaration,
            credentials);
    Map<String, Target> memories = targets.computeIfAbsent(id, unused -> new ConcurrentHashMap<>());
    memories.keySet().retainAll(sides.each().stream().map(Credential::key).toList());
    List<Declared> done = new ArrayList<>();
    List<Duration> next = new ArrayList<>();
    for (Credential credential : sides.each()) {
      Target target =
          memories.computeIfAbsent(
              credential.key(), unused -> new Target(id, tools.apply(credential).delays(id)));
      // The records as the credential before has left them.
      if (!next.isEmpty()) {
        gathered.read();
        if (!gathered.versions().equals(versions)) {
          // The credential before has not handed over what is declared only since: begin again.
          return Optional.of(Duration.ZERO);
        }
      }
      Side side = new Side(credential, sides, gathered.acting, gathered.held, basis);
      next.add(pass(id, target, versions, side, done));
    }
    release(done, memories);
    Duration soonest = sides.soonest(next, period);
    boolean isLater = !gathered.held.isEmpty() && soonest.compareTo(period) > 0;
    return Optional.of(isLater ? period : soonest);
  }

  /**
   * Reports those whose namespaces may not act on the target. Nothing is read or written in Azure
   * on their behalf: for the others they are bystanders. One that is deleted and owns nothing goes.
   */
  private void refuse(List<Declared> refused) {
    for (Declared one : refused) {
      if (one.declaration().leaving() && !Ending.leavesSomething(one.status())) {
        cluster.release(one.resource());
      } else {
        reporter.refuse(one);
      }
    }
  }

  /** One credential's part of the work on a target. */
  private record Side(
      Credential credential,
      ByCredential sides,
      List<Declared> all,
      List<Declared> held,
      List<String> basis) {
    List<Declared> own() {
      return all.stream().filter(one -> sides.isWith(credential, one.resource())).toList();
    }

    boolean isAlone() {
      return sides.each().size() == 1;
    }

    List<Declared> bystanders() {
      Stream<Declared> others =
          all.stream()
              .filter(one -> !sides.isWith(credential, one.resource()))
              .map(Declared::standingBy);
      return Stream.concat(others, held.stream()).toList();
    }
  }

  private Duration pass(
      ArmId id, Target target, Set<String> versions, Side side, List<Declared> done) {
    Instant now = clock.instant();
    Look.Tools with = tools.apply(side.credential());
    List<Declared> own = target.inquiry().take(side.own(), with, now);
    Look look = new Look(id, target, own, side.bystanders(), with);
    Optional<Target.Untold> untold = target.untold(versions);
    if (untold.isPresent()) {
      done.addAll(look.tell(untold.get().situation(), untold.get().verified()));
      target.told();
      return target.inquiry().noLaterThan(target.pace().untilNextLook(now), with);
    }
    if (target.isNew() && with.listings().isComing(id)) {
      return COMING;
    }
    if (target.pace().isEarly(versions, now) && !isNews(id, target, with.listings())) {
      return target.inquiry().noLaterThan(target.pace().untilNextLook(now), with);
    }
    Optional<Instant> verified = target.lastRead();
    Set<String> withheld = new HashSet<>();
    Optional<Situation> taken = take(look, withheld);
    while (taken.isEmpty()) {
      look =
          new Look(
              id,
              target,
              own.stream().filter(one -> !withheld.contains(one.uid())).toList(),
              bystanders(side, own, withheld),
              with);
      taken = take(look, withheld);
    }
    Situation situation = taken.get();
    boolean isToldLater = situation.isSent() && side.isAlone() && isCrowded.getAsBoolean();
    if (!isToldLater) {
      done.addAll(look.tell(situation, verified));
    }
    target.looked(situation, look.readAt());
    with.metrics().looked(TargetKind.of(id), situation.stage());
    target.pace().looked(versions, clock.instant().plus(situation.next()));
    // Nothing wakes a target at rest when an uninstallation begins.
    boolean isComplete = withheld.isEmpty() && side.held().isEmpty() && look.isTold();
    if (side.isAlone() && isComplete) {
      look.rest(situation, side.basis());
    }
    if (isToldLater) {
      // To tell of a change takes longer than to send it, and others wait for theirs to be sent.
      target.tellLater(new Target.Untold(situation, verified, versions));
      return Duration.ZERO;
    }
    return target.inquiry().noLaterThan(situation.next(), with);
  }

  /**
   * Empty if what is about to be changed cannot be put on the records of some declarations: these
   * are withheld, and the look is to be taken without them.
   */
  private static Optional<Situation> take(Look look, Set<String> withheld) {
    try {
      return Optional.of(look.take());
    } catch (IntentNotRecorded e) {
      if (!withheld.addAll(e.uids())) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** What is withheld still counts as declared. */
  private static List<Declared> bystanders(Side side, List<Declared> own, Set<String> withheld) {
    return Stream.concat(
            side.bystanders().stream(),
            own.stream().filter(one -> withheld.contains(one.uid())).map(Declared::standingBy))
        .toList();
  }

  /** A list may show before its time that somebody changed it, or that our own change has ended. */
  private static boolean isNews(ArmId id, Target target, Listings listings) {
    return target.isAtRest()
        ? target.seen().filter(last -> isNews(id, target, last, listings)).isPresent()
        : target
            .operation()
            .flatMap(running -> listings.since(id, Instant.parse(running.startTime)))
            .filter(seen -> !seen.resource().isChanging())
            .isPresent();
  }

  private static boolean isNews(ArmId id, Target target, ComputeResource last, Listings listings) {
    Instant since = target.lastRead().orElseThrow();
    return target.isOutOfSight()
        ? listings.isShownAfter(id, since)
        : listings.hasNews(id, last, since);
  }

  /**
   * Lets go what has left, once what it leaves to others is on their records; of one whose
   * credential is of no use nobody knows when that will be, and it is not waited for.
   */
  private void release(List<Declared> done, Map<String, Target> memories) {
    boolean isTakenNoteOf = memories.values().stream().allMatch(Target::isTakenNoteOf);
    if (isTakenNoteOf) {
      done.forEach(one -> cluster.release(one.resource()));
    }
  }

  /** The declarations of a target, as far as they are to be carried out. */
  private final class Gathered {
    private final ArmId id;
    private List<Declared> acting = List.of();

    /** Whose deletion is held: they count as declared, and nothing is done for them. */
    private List<Declared> held = List.of();

    /** By uid, one decision a reconcile, however often the declarations are read in it. */
    private final Map<String, DeletionGate.Decision> decisions = new HashMap<>();

    Gathered(ArmId id) {
      this.id = id;
    }

    void read() {
      List<Declared> all =
          cluster.declarations(id).stream()
              .map(
                  one ->
                      one.with(AccessReview.of(one, id, credentials.apply(one.resource()), policy)))
              .toList();
      acting = new ArrayList<>();
      held = new ArrayList<>();
      for (Declared one : all) {
        DeletionGate.Decision decision = decision(one, all);
        if (decision instanceof DeletionGate.Hold) {
          held.add(one.held());
        } else if (!(decision instanceof DeletionGate.Retain)) {
          acting.add(one);
        }
      }
      if (acting.stream().noneMatch(one -> one.declaration().leaving())) {
        deletions.ended(id);
      }
    }

    Set<String> versions() {
      return acting.stream().map(Declared::version).collect(Collectors.toSet());
    }

    private DeletionGate.Decision decision(Declared one, List<Declared> all) {
      return one.declaration().leaving()
          ? decisions.computeIfAbsent(one.uid(), unused -> decide(one, all))
          : new DeletionGate.Remove();
    }

    private DeletionGate.Decision decide(Declared one, List<Declared> all) {
      Declaration declaration = one.declaration();
      DeletionGate.Decision decision =
          removesNothing(declaration)
              ? new DeletionGate.Retain(EventType.Normal, "")
              : deletions.decide(id, one.resource(), !one.isRefused() && removes(declaration, all));
      carryOut(decision, one.resource());
      return decision;
    }

    private boolean removes(Declaration declaration, List<Declared> all) {
      boolean isTargetGone =
          targets.getOrDefault(id, Map.of()).values().stream()
              .anyMatch(memory -> !memory.isNew() && memory.last().isTargetGone());
      return !isTargetGone
          && declaration.removesOnDeletion(all.stream().map(Declared::declaration).toList());
    }
  }

  private void carryOut(DeletionGate.Decision decision, HasMetadata declaration) {
    if (decision instanceof DeletionGate.Retain retain) {
      deletions.report(cluster, declaration, retain);
      cluster.release(declaration);
    } else if (decision instanceof DeletionGate.Hold hold) {
      reporter.reportHeld(declaration, hold);
    }
  }

  /**
   * What removes nothing when it is deleted: it observes, is suspended, or has nothing on record.
   * Whatever the operator assigns is on record before it is sent, so nothing has to be asked of
   * Azure, which may not even let the operator see the target.
   */
  private static boolean removesNothing(Declaration declaration) {
    return declaration.mode() == Mode.Observe
        || declaration.suspended()
        || declaration.ownsNothing();
  }
}
