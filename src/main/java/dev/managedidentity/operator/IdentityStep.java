package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.Accepted;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Priority;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private Instant knownUntil = Instant.MAX;
  private final Planning planning;
  private final Reading reading;
  private final Preflight preflight;
  private final Restraint restraint;

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
    this.reading = new Reading(id, target, tools, now);
    this.planning = new Planning(id, target, tools, now, declared);
    this.preflight = new Preflight(id, tools, target.sufficed());
    this.restraint = new Restraint(id, target, tools, now, versions);
  }

  /**
   * @param shown the target after an operation of ours, as a list shows it
   */
  Situation take(Optional<Sighting> shown) {
    Answer<Sighting> read = reading.of(declared, shown);
    Optional<Sighting> listed = read.value().filter(Sighting::isListed);
    if (listed.filter(seen -> planning.isToBeChanged(seen.resource())).isPresent()) {
      // It is read when it can be changed, or it would be read twice.
      Optional<Problem> notYet = tools.compute().turnToPatch(id);
      if (notYet.filter(why -> why.isHeldBack() || listed.get().ofGraph()).isPresent()) {
        return unreadBeforeItsTurn(notYet.get(), listed.get());
      }
      read = reading.alone(Priority.INTERACTIVE);
    } else if (listed.filter(seen -> !isGoodEnough(seen, shown.isPresent())).isPresent()) {
      read = reading.alone();
    }
    return read.problem().isPresent()
        ? unread(read.problem().get())
        : seen(read.value().orElseThrow());
  }

  /** Whether it may be reported as a list shows it, given that nothing is to be changed of it. */
  private boolean isGoodEnough(Sighting seen, boolean isAfterOperation) {
    boolean isTrusted = !seen.ofGraph() || isAfterOperation || isAsSeenLast(seen);
    return isTrusted && ListEvidence.suffices(seen.resource(), declared);
  }

  private boolean isAsSeenLast(Sighting seen) {
    return target.seen().filter(seen::isLike).isPresent();
  }

  private Situation unreadBeforeItsTurn(Problem problem, Sighting listed) {
    // What the Resource Graph shows may be older than what is known.
    return problem.isHeldBack() && !(listed.ofGraph() && isKnown())
        ? Situation.awaitingTurnUnread(problem, problem.retryAfter().orElseThrow())
        : unread(problem);
  }

  /** Whether it was as it should be a while ago, which says more than that it cannot be read. */
  private boolean isKnown() {
    return target.isKnownAt(now.minus(oldest()));
  }

  private Situation unread(Problem refusal) {
    Problem problem = tools.gone().explain(refusal, id.text());
    if (isOfTarget(problem)) {
      return missing(problem);
    }
    if (problem.isOfAccess()) {
      return refused(problem);
    }
    Duration delay = delayAfter(problem);
    if (problem.kind() != Problem.Kind.THROTTLED) {
      return unreadable(problem, delay);
    }
    Situation situation =
        isKnown() ? Situation.closed(problem, delay) : Situation.unreadable(problem, delay);
    // One of a fleet need not find out itself when that is over: it is told by the next list.
    return target.isAtRest() && tools.listings().willTell(id)
        ? situation.noSoonerThan(tools.nextPeriod())
        : situation;
  }

  /**
   * Whether Azure says that the target itself does not exist. A subscription that is not found may
   * belong to another tenant by now, or be disabled, with the target in it.
   */
  private static boolean isOfTarget(Problem problem) {
    return problem.kind() == Problem.Kind.NOT_FOUND && !problem.isOfSubscription();
  }

  private Situation missing(Problem problem) {
    Duration retryDelay = tools.settings().retryDelay();
    boolean isOwner = declared.stream().anyMatch(one -> Report.ownsAnything(one.status()));
    if (!target.missing().again(now, retryDelay) && isOwner) {
      return Situation.unreadable(problem, retryDelay);
    }
    if (isOwner) {
      log.info("{} does not exist, so nothing on it is owned any more: {}", id, problem.code());
    }
    return Situation.gone(problem, delayAfter(problem));
  }

  /** A wrong 401 or 403 is over soon; a real one lasts. */
  private Situation refused(Problem problem) {
    Duration retryDelay = tools.settings().retryDelay();
    return unreadable(
        problem, target.refused().again(now, retryDelay) ? delayAfter(problem) : retryDelay);
  }

  private Situation unreadable(Problem problem, Duration delay) {
    return Situation.unreadable(
        preflight.of(problem, Need.toRead(id, planning.mayChange())), delay);
  }

  private Duration oldest() {
    return tools.settings().syncPeriod().multipliedBy(2);
  }

  /** When the target was read that the outcome is about. */
  Instant readAt() {
    return readAt;
  }

  /** From when on identities on the target are to be asked for again. */
  Instant knownUntil() {
    return knownUntil;
  }

  private Situation seen(Sighting sighting) {
    readAt = sighting.at();
    target.found();
    ComputeResource live = sighting.resource();
    if (!live.isChanging()) {
      target.othersChangeEnded();
    }
    target.isolation().keepOnly(planning.wantedAndNotThere(live));
    Identification who = planning.identify(live);
    knownUntil = who.until();
    return tryUntilTaken(sighting, who);
  }

  /** One bad identity must not hold up the others: what Azure refuses is tried without it. */
  private Situation tryUntilTaken(Sighting sighting, Identification who) {
    ComputeResource live = sighting.resource();
    for (int tries = 1; ; tries++) {
      Map<ArmId, Aside> setAside = planning.setAside(who);
      Plan plan = planning.of(live, who, setAside.keySet());
      if (plan.patch().isPresent() && sighting.isListed()) {
        return seenAlone();
      }
      Optional<Situation> standing =
          plan.patch().isEmpty() ? Optional.of(settle(live, plan)) : restraint.of(live, plan);
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

  /**
   * Reads the target itself and plans again. An entry of a list can be wrong under a valid ETag,
   * and every PATCH carries the type: one that only assigns takes off the system-assigned identity
   * that the list omits, or records as owned what was there before.
   */
  private Situation seenAlone() {
    Answer<Sighting> read = reading.alone(Priority.INTERACTIVE);
    return read.problem().isPresent()
        ? unread(read.problem().get())
        : seen(read.value().orElseThrow());
  }

  private Situation told(Situation situation, Map<ArmId, Aside> setAside, Identification who) {
    return situation.knowing(
        setAside,
        who.known(),
        target.contest().contested(situation.plan().orElseThrow().changes(), versions, now));
  }

  private Duration untilNextTry() {
    Instant next = target.isolation().nextTry(now);
    return next.equals(Instant.MAX) ? Duration.ofDays(1) : Duration.between(now, next);
  }

  private Situation settle(ComputeResource live, Plan plan) {
    boolean incomplete =
        !live.flexible()
            && live.identity().userAssigned().containsValue(LiveIdentity.Principal.UNKNOWN);
    if (live.isChanging() && incomplete && restraint.isPatient()) {
      // A restart lost the operation, or the answer to the PATCH was lost: the change is there,
      // and Azure is still at work on it.
      return Situation.read(Stage.CHANGING, live, plan, "", tools.settings().retryDelay());
    }
    target.backoff().succeeded();
    target.patches().settled();
    target.contest().settled(versions);
    return Situation.read(Stage.SETTLED, live, plan, "", tools.nextPeriod());
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
    Situation taken = intent.enabling(accepted.principalId());
    if (operation.isEmpty()) {
      return taken.changingBy(operation, Duration.ZERO);
    }
    Duration nextList = tools.listings().await(id).orElse(accepted.retryAfter());
    return taken.changingBy(operation, accepted.retryAfter()).noLaterThan(nextList);
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
}
