package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.Accepted;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Circumstances;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.Plan;
import dev.managedidentity.plan.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a look at a target that is about its identity: read, plan, apply. */
final class IdentityStep {

  /**
   * How often one look sends less of what Azure refused as a whole. A scale set takes twelve
   * changes at once and four a minute after that, the refused ones too.
   */
  private static final int MOST_TRIES = 4;

  private static final Logger log = LoggerFactory.getLogger(IdentityStep.class);

  private final ArmId id;
  private final Target target;
  private final Look.Tools tools;
  private final Instant now;
  private final List<Declared> declared;
  private final Set<String> versions;
  private final Consumer<Situation> record;
  private Instant readAt;
  private final Preflight preflight;

  /**
   * @param declared as it stood before the look: after a refusal a new plan is made from the
   *     records from before the intent
   * @param record puts what is about to be done on record
   */
  IdentityStep(
      ArmId id,
      Target target,
      Look.Tools tools,
      Instant now,
      List<Declared> declared,
      Consumer<Situation> record) {
    this.id = id;
    this.target = target;
    this.tools = tools;
    this.now = now;
    this.readAt = now;
    this.declared = declared;
    this.versions = declared.stream().map(Declared::version).collect(Collectors.toSet());
    this.record = record;
    this.preflight = new Preflight(id, tools, target.sufficed());
  }

  Situation take() {
    Answer<Sighting> read = new Reading(id, target, tools, now).of(declared);
    if (read.problem().isPresent()) {
      Problem problem = preflight.of(read.problem().orElseThrow(), Need.toRead(id, mayChange()));
      return Situation.unreadable(problem, delayAfter(problem));
    }
    readAt = read.value().orElseThrow().at();
    return seen(read.value().orElseThrow().resource());
  }

  /** When the target was read that the outcome is about. */
  Instant readAt() {
    return readAt;
  }

  private Situation seen(ComputeResource live) {
    if (!live.isChanging()) {
      target.othersChangeEnded();
    }
    target.isolation().keepOnly(wantedAndNotThere(live));
    Identification who =
        Identification.of(live, declared, tools.known(), tools.settings().syncPeriod());
    return tryUntilTaken(live, who);
  }

  private boolean mayChange() {
    return declared.stream()
        .map(Declared::declaration)
        .anyMatch(one -> one.mode() != Mode.Observe && !one.suspended());
  }

  private Set<ArmId> wantedAndNotThere(ComputeResource live) {
    Set<ArmId> wanted = new TreeSet<>();
    for (Declared one : declared) {
      one.declaration()
          .userAssigned()
          .forEach(
              (identity, ensure) -> {
                if (ensure == Ensure.Assigned) {
                  wanted.add(identity);
                }
              });
    }
    wanted.removeAll(live.identity().userAssigned().keySet());
    return wanted;
  }

  /** One bad identity must not hold up the others: what Azure refuses is tried without it. */
  private Situation tryUntilTaken(ComputeResource live, Identification who) {
    for (int tries = 1; ; tries++) {
      Map<ArmId, Aside> setAside = setAside(who);
      Plan plan = plan(live, who, setAside.keySet());
      Optional<Situation> standing =
          plan.patch().isEmpty() ? Optional.of(settle(live, plan)) : holdBack(live, plan);
      if (standing.isPresent()) {
        return told(standing.get(), setAside, who).noLaterThan(untilNextTry());
      }
      Situation intent =
          told(
              Situation.read(Stage.INTENT, live, plan, "", tools.settings().retryDelay()),
              setAside,
              who);
      Answer<Accepted> answer =
          preflight
              .hindrance(assigned(plan))
              .map(Answer::<Accepted>not)
              .orElseGet(() -> send(live, plan, intent));
      if (answer.value().isPresent()) {
        Situation taken = accepted(intent, plan, answer.value().get());
        return told(taken, setAside, who).noLaterThan(untilNextTry());
      }
      Problem refusal = preflight.ofChange(answer.problem().orElseThrow(), assigned(plan));
      Problem problem =
          tools.known().explain(refusal, assigned(plan), tools.settings().retryDelay());
      target.patches().forget();
      boolean isolated = target.isolation().refused(problem, assigned(plan), now);
      if (!isolated) {
        return intent.hinderedBy(problem, delayAfter(problem));
      }
      if (tries == MOST_TRIES) {
        return intent.hinderedBy(problem, tools.settings().retryDelay());
      }
      log.info("{} is refused as a whole: {}; trying less", id, problem.code());
    }
  }

  private Situation told(Situation situation, Map<ArmId, Aside> setAside, Identification who) {
    return situation.knowing(
        setAside,
        who.known(),
        target.contest().contested(situation.plan().orElseThrow().changes(), versions, now));
  }

  private Map<ArmId, Aside> setAside(Identification who) {
    Map<ArmId, Aside> setAside = new TreeMap<>();
    who.gone().forEach(gone -> setAside.put(gone, Aside.gone(gone, id)));
    target
        .isolation()
        .at(now)
        .forEach(
            (identity, problem) -> setAside.put(identity, Aside.refused(identity, problem, id)));
    declared.forEach(
        one ->
            one.names()
                .waiting()
                .forEach(
                    (identity, why) -> {
                      // Another declaration may know that it is there.
                      if (declared.stream().noneMatch(other -> other.vouchesFor(identity))) {
                        setAside.put(identity, Aside.waiting(why));
                      }
                    }));
    return setAside;
  }

  private Plan plan(ComputeResource live, Identification who, Set<ArmId> setAside) {
    List<Declaration> declarations = declared.stream().map(Declared::declaration).toList();
    Set<ArmId> stale = target.repairs().worthwhile(who.stale(live, declared), live.identity());
    Circumstances circumstances = new Circumstances(!live.flexible(), setAside, stale);
    return Planner.plan(declarations, live.identity(), circumstances);
  }

  private Duration untilNextTry() {
    Instant next = target.isolation().nextTry(now);
    return next.equals(Instant.MAX) ? Duration.ofDays(1) : Duration.between(now, next);
  }

  private Situation settle(ComputeResource live, Plan plan) {
    boolean incomplete =
        !live.flexible()
            && live.identity().userAssigned().containsValue(LiveIdentity.Principal.UNKNOWN);
    if (live.isChanging() && incomplete && isPatient()) {
      // A restart lost the operation, or the answer to the PATCH was lost: the change is there,
      // and Azure is still at work on it.
      return Situation.read(Stage.CHANGING, live, plan, "", tools.settings().retryDelay());
    }
    target.pace().succeeded();
    target.patches().settled();
    target.contest().settled(versions);
    return Situation.read(Stage.SETTLED, live, plan, "", nextPeriod());
  }

  private boolean isPatient() {
    return target.othersChangeLasts(now).compareTo(Look.PATIENCE) < 0;
  }

  /** Why the target must not be touched just now; empty if it may be. */
  private Optional<Situation> holdBack(ComputeResource live, Plan plan) {
    if (live.isBeingDeleted()) {
      Situation situation = Situation.read(Stage.HINDERED, live, plan, "", Duration.ZERO);
      Problem problem = Problem.beingDeleted();
      return Optional.of(situation.hinderedBy(problem, delayAfter(problem)));
    }
    if (live.isChanging() && isPatient()) {
      String note =
          "Another change of the %s is under way, and this one would get in its way. Waiting for it"
                  .formatted(TargetKind.of(id).words())
              + " to end, for %d minutes at most.".formatted(Look.PATIENCE.toMinutes());
      return Optional.of(
          Situation.read(
              Stage.WAITING, live, plan, note, tools.settings().retryDelay().multipliedBy(2)));
    }
    Duration peace =
        target.contest().pause(plan.changes(), versions, tools.settings().syncPeriod(), now);
    if (peace.toMillis() > 0) {
      return Optional.of(Situation.read(Stage.WAITING, live, plan, "", peace));
    }
    return pauseAfterVain(live, plan);
  }

  private Optional<Situation> pauseAfterVain(ComputeResource live, Plan plan) {
    Duration pause =
        target
            .patches()
            .untilSendable(plan.patch().orElseThrow(), tools.settings().retryDelay(), now);
    String note =
        "The change was sent before and is not to be seen (%s). It is sent again after a pause."
            .formatted(target.patches().vainBecause());
    return pause.toMillis() <= 0
        ? Optional.empty()
        : Optional.of(Situation.read(Stage.WAITING, live, plan, note, pause));
  }

  private Answer<Accepted> send(ComputeResource live, Plan plan, Situation intent) {
    // On record before it happens, so that a crash leaves nothing unowned that we assigned.
    record.accept(intent);
    log.info("changing {}: {}", id, plan.changes().stream().map(c -> c.words()).toList());
    IdentityPatch patch = plan.patch().orElseThrow();
    target.patches().sending(patch, now);
    target.repairs().sending(plan);
    return tools.compute().patch(id, patch, live.etag());
  }

  private Situation accepted(Situation intent, Plan plan, Accepted accepted) {
    Optional<OperationStatus> operation =
        accepted.operation().map(started -> Operations.begun(started, now));
    operation.ifPresent(
        begun -> target.operation(begun, target.patches(), now.plus(accepted.retryAfter())));
    target.patches().inVain("Azure reported success");
    target.isolation().assigned(assigned(plan), now);
    target.contest().changed(plan.changes(), versions, now);
    return intent.changingBy(
        operation, operation.isPresent() ? accepted.retryAfter() : Duration.ZERO);
  }

  private static Set<ArmId> assigned(Plan plan) {
    return plan.patch().orElseThrow().userAssigned().entrySet().stream()
        .filter(entry -> entry.getValue() == Entry.ASSIGN)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Duration delayAfter(Problem problem) {
    return target.delayAfter(problem, now);
  }

  private Duration nextPeriod() {
    // A tenth either way, so that targets declared together are not read together for ever.
    long millis = tools.settings().syncPeriod().toMillis();
    return Duration.ofMillis((long) (millis * (0.9 + 0.2 * tools.jitter().getAsDouble())));
  }
}
