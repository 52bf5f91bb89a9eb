package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.DriftStatus;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.Suspect;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.ActivityLog.Entry;
import dev.managedidentity.operator.Cluster.EventType;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what a look showed: statuses, only where they change, and events, once. */
final class Reporter {

  /** The reason of the Event that tells of drift. */
  static final String DRIFT = "DriftFound";

  /** The reason of the Event that tells, minutes later, who may have caused it. */
  static final String DRIFT_BY = "DriftBy";

  /** The reason of the Event that tells of records in a status that are not the operator's own. */
  static final String RECORD_IGNORED = "RecordIgnored";

  /** The reason of the Event that tells that an identity is kept, since its owner is unknown. */
  static final String OWNER_UNKNOWN = "OwnerUnknown";

  /** Reasons that tell of nothing to worry about. */
  private static final Set<String> QUIET =
      Set.of(Reason.Converged.name(), Reason.Updating.name(), Reason.Suspended.name());

  private static final Logger log = LoggerFactory.getLogger(Reporter.class);

  private final Cluster cluster;
  private final Clock clock;
  private final Metrics metrics;
  private final RecordProofs proofs;
  private final ReconcileFailures failures;

  Reporter(Cluster cluster, Clock clock, Metrics metrics, RecordProofs proofs) {
    this(cluster, clock, metrics, proofs, Duration.ofSeconds(5));
  }

  /**
   * @param proofs with which records are written
   * @param retryDelay the first delay after a status could not be written
   */
  Reporter(
      Cluster cluster, Clock clock, Metrics metrics, RecordProofs proofs, Duration retryDelay) {
    this.cluster = cluster;
    this.clock = clock;
    this.metrics = metrics;
    this.proofs = proofs;
    this.failures = new ReconcileFailures(retryDelay, clock);
  }

  RecordProofs proofs() {
    return proofs;
  }

  /**
   * What came of writing statuses; reports are told apart by themselves and not by what they say.
   *
   * @param written those that were worth a write, and were written
   * @param failed those that could not be made, or not be written
   */
  record Published(Set<Report> written, Set<Report> failed) {

    boolean isWhole() {
      return failed.isEmpty();
    }
  }

  /**
   * The declarations after a report.
   *
   * @param declared with their statuses as they are now
   * @param isWhole whether every status could be written that was worth it
   * @param isHandedOver whether all that declarations own now is on their records
   */
  record Told(List<Declared> declared, boolean isWhole, boolean isHandedOver) {}

  /** The statuses of some declarations, those included that could not be made. */
  private record Drafts(List<Report> all, Set<Report> failed) {}

  static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Writes the statuses that differ.
   *
   * @param verified when the target was last read before this look; empty if that is not known
   */
  Told report(
      ArmId target, List<Declared> declared, Situation situation, Optional<Instant> verified) {
    Drafts drafts = drafts(target, declared, situation, verified);
    Published published = publish(drafts);
    boolean isHandedOver =
        drafts.failed().isEmpty() && published.failed().stream().noneMatch(Report::gains);
    return new Told(
        told(declared, drafts.all(), published.written()), published.isWhole(), isHandedOver);
  }

  /**
   * Puts on record what is about to be done, where a crash must not lose whose it is. Where that is
   * on record already, the report of what came of it tells the rest.
   *
   * @return the declarations with their statuses as they are now
   * @throws IntentNotRecorded for those whose record cannot be written
   */
  List<Declared> record(
      ArmId target, List<Declared> declared, Situation intent, Optional<Instant> verified) {
    Drafts drafts = drafts(target, declared, intent, verified);
    if (drafts.failed().isEmpty() && drafts.all().stream().noneMatch(Report::differsInRecords)) {
      return declared;
    }
    return recorded(declared, drafts);
  }

  /**
   * The same, and the statuses tell of it in any case.
   *
   * @throws IntentNotRecorded as above
   */
  List<Declared> announce(
      ArmId target, List<Declared> declared, Situation intent, Optional<Instant> verified) {
    return recorded(declared, drafts(target, declared, intent, verified));
  }

  private List<Declared> recorded(List<Declared> declared, Drafts drafts) {
    Published published = publish(drafts);
    Set<String> unrecorded =
        published.failed().stream()
            .filter(report -> drafts.failed().contains(report) || report.differsInRecords())
            .map(report -> report.resource().getMetadata().getUid())
            .collect(Collectors.toSet());
    if (!unrecorded.isEmpty()) {
      throw new IntentNotRecorded(unrecorded);
    }
    return told(declared, drafts.all(), published.written());
  }

  private Drafts drafts(
      ArmId target, List<Declared> declared, Situation situation, Optional<Instant> verified) {
    String now = timestamp(clock.instant());
    List<Report> reports = new ArrayList<>();
    Set<Report> failed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Declared one : declared) {
      try {
        reports.add(report(target, one, situation, verified, now));
      } catch (RuntimeException e) {
        // A status that cannot be made must not keep those of the others from being written.
        Report none = new Report(one.resource(), one.status(), one.status(), false);
        reports.add(none);
        failed.add(none);
        String doing = "the status of " + Declarations.key(one.resource());
        failed(one.resource(), "make/", InternalErrors.message(doing, e), e);
      }
    }
    return new Drafts(reports, failed);
  }

  private Report report(
      ArmId target, Declared one, Situation situation, Optional<Instant> verified, String now) {
    StatusFactory statuses = new StatusFactory(target, one, situation, now, proofs);
    IdentityStatus status = statuses.status();
    boolean isKept =
        situation.plan().isPresent() && !situation.isNoNews() && !one.declaration().leaving();
    Report report = new Report(one.resource(), one.status(), status, isKept, statuses.ignored());
    Drift.note(report, verified.map(Reporter::timestamp), now);
    return report;
  }

  private static List<Declared> told(
      List<Declared> declared, List<Report> reports, Set<Report> written) {
    List<Declared> told = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      Report report = reports.get(i);
      Declared one = declared.get(i);
      told.add(written.contains(report) ? one.with((IdentityStatus) report.after()) : one);
    }
    return told;
  }

  /**
   * Puts on record who may have caused the drift that was found at this time, and tells of whom was
   * not known yet.
   *
   * @return the declarations with their statuses as they are now
   */
  List<Declared> suspect(List<Declared> declared, String foundTime, List<Entry> entries) {
    List<Declared> told = new ArrayList<>();
    for (Declared one : declared) {
      DriftStatus drift = one.status().lastDrift;
      boolean isMeant = drift != null && drift.foundTime.equals(foundTime) && !entries.isEmpty();
      told.add(isMeant ? suspect(one, drift, Suspects.of(drift.by, entries)) : one);
    }
    return told;
  }

  private Declared suspect(Declared one, DriftStatus drift, List<Suspect> suspects) {
    IdentityStatus status = StatusFactory.copyOf(one.status());
    status.lastDrift = Drift.by(drift, suspects);
    publish(List.of(new Report(one.resource(), one.status(), status, false)));
    if (Suspects.areMore(drift.by, suspects)) {
      cluster.event(
          one.resource(),
          EventType.Normal,
          DRIFT_BY,
          "Who wrote to it before %s, by Azure's activity log, which gives suspects and no proof: %s."
              .formatted(drift.foundTime, Suspects.words(suspects)));
    }
    return one.with(status);
  }

  /** Notes when an object was applied that a watch has shown. */
  void applied(HasMetadata resource) {
    metrics.applied(resource, clock.instant());
  }

  /** Notes that an object is on its way out. */
  void leaving(HasMetadata resource) {
    metrics.leaving(resource);
  }

  /** Writes the statuses that differ, and tells what is news. */
  Published publish(List<Report> reports) {
    return publish(new Drafts(reports, Set.of()));
  }

  private Published publish(Drafts drafts) {
    return publish(drafts, Optional.empty());
  }

  /**
   * @param note of the Events, if it is not the message of the condition
   */
  private Published publish(Drafts drafts, Optional<String> note) {
    Set<Report> written = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Report> failed = Collections.newSetFromMap(new IdentityHashMap<>());
    failed.addAll(drafts.failed());
    boolean isGainLost = false;
    for (Report report : inOrder(drafts.all())) {
      // What one declaration hands over stays on its record until it is on that of another.
      boolean isWritten = !(isGainLost && report.loses()) && write(report);
      (isWritten ? written : failed).add(report);
      isGainLost |= !isWritten && report.gains();
    }
    drafts.all().stream()
        .filter(report -> !failed.contains(report))
        .forEach(one -> tell(one, note));
    return new Published(written, failed);
  }

  /**
   * What gains ownership first: a crash half-way may leave an identity owned twice, which is
   * harmless, but never owned by nobody.
   */
  private static List<Report> inOrder(List<Report> reports) {
    return reports.stream()
        .filter(Report::differs)
        .sorted(Comparator.comparing(report -> !report.gains()))
        .toList();
  }

  /** Whether it is written; what the API server refused a moment ago is not tried yet. */
  private boolean write(Report report) {
    String key = "write/" + report.resource().getMetadata().getUid();
    if (failures.left(key).isPresent()) {
      return false;
    }
    try {
      cluster.writeStatus(report.fresh());
      failures.succeeded(key);
      return true;
    } catch (StatusRefused e) {
      if (e.isGone()) {
        log.debug("{} is gone; its status is not needed", Declarations.key(report.resource()));
      } else {
        String doing = "writing the status of " + Declarations.key(report.resource());
        failed(report.resource(), "write/", InternalErrors.message(doing, e), e);
      }
      return false;
    }
  }

  /** Tells of a failure in the work on one object: by metric and log, and once by an Event. */
  private void failed(HasMetadata resource, String kindOfWork, String message, Exception e) {
    ReconcileFailures.Failure failure =
        failures.failed(kindOfWork + resource.getMetadata().getUid(), message);
    metrics.failed(resource.getKind());
    if (failure.isToBeLogged()) {
      log.error(
          "{} {}: {} (failed {} times by now)",
          resource.getKind(),
          Declarations.key(resource),
          InternalErrors.line(e),
          failure.times(),
          e);
    }
    if (failure.isNews()) {
      reportInternalError(resource, message);
    }
  }

  /** Counts an unexpected failure in the work on something of which there are declarations. */
  void failed(String kind) {
    metrics.failed(kind);
  }

  /**
   * Has an object say that the operator failed on it, as far as it can be written at all. What is
   * on its record stays there.
   */
  void reportInternalError(HasMetadata resource, String message) {
    Report report = unplanned(resource, Judgement.waiting(Reason.InternalError, message));
    if (!report.differs()) {
      return;
    }
    try {
      cluster.writeStatus(report.fresh());
      tell(report, Optional.empty());
    } catch (StatusRefused e) {
      if (!e.isGone()) {
        cluster.event(resource, EventType.Warning, Reason.InternalError.name(), message);
      }
    } catch (RuntimeException e) {
      log.warn("{} cannot be told that it failed: {}", Declarations.key(resource), e.getMessage());
    }
  }

  /**
   * Tells that an object does not say what it is about, or cannot. What is on its record stays
   * there.
   */
  void reportAimless(HasMetadata resource, Judgement judgement) {
    publish(List.of(unplanned(resource, judgement)));
  }

  private Report unplanned(HasMetadata resource, Judgement judgement) {
    Status before;
    Status after;
    if (resource instanceof IdentityDeclaration<?> declaration) {
      IdentityStatus known = declaration.getStatus();
      before = known == null ? new IdentityStatus() : known;
      after = StatusFactory.carriedOver((IdentityStatus) before);
    } else {
      UserAssignedIdentityStatus known = ((UserAssignedIdentity) resource).getStatus();
      before = known == null ? new UserAssignedIdentityStatus() : known;
      after = UserIdentityStatuses.carriedOver((UserAssignedIdentityStatus) before);
    }
    long generation = resource.getMetadata().getGeneration();
    after.observedGeneration = generation;
    after.conditions =
        Conditions.of(judgement, before.conditions, generation, timestamp(clock.instant()));
    return new Report(resource, before, after, false);
  }

  /**
   * Reports that a namespace may not act on the target of its declaration. Of the target the status
   * then shows nothing but what the operator has on record as its own.
   */
  void refuse(Declared declared) {
    AccessReview review = declared.review().orElseThrow();
    IdentityStatus before = declared.status();
    IdentityStatus after = StatusFactory.onlyRecords(before);
    after.target = review.request().target().name();
    after.targetId = before.targetId;
    Judgement judgement =
        review.refused(declared.declaration().leaving()).ignoring(declared.ignored());
    refuse(new Report(declared.resource(), before, after, false, declared.ignored()), judgement);
  }

  /** The same for a declaration of an identity itself. */
  void refuse(DeclaredIdentity declared) {
    UserAssignedIdentityStatus before = declared.status();
    UserAssignedIdentityStatus after = UserIdentityStatuses.onlyRecords(declared, proofs);
    Judgement judgement =
        declared.review().orElseThrow().refused(declared.isLeaving()).ignoring(declared.ignored());
    refuse(new Report(declared.resource(), before, after, false, declared.ignored()), judgement);
  }

  private void refuse(Report report, Judgement judgement) {
    long generation = report.resource().getMetadata().getGeneration();
    report.after().observedGeneration = generation;
    report.after().conditions =
        Conditions.of(
            judgement, report.before().conditions, generation, timestamp(clock.instant()));
    publish(List.of(report));
  }

  /** Reports that a deletion is held, and by an Event when that begins. */
  void reportHeld(HasMetadata resource, DeletionGate.Hold hold) {
    Report report = unplanned(resource, hold.judgement());
    publish(new Drafts(List.of(report), Set.of()), Optional.of(hold.note()));
  }

  /**
   * @param note of the Event, if it is not the message of the condition
   */
  private void tell(Report report, Optional<String> note) {
    Optional<Condition> before = ready(report.before());
    Condition after = ready(report.after()).orElseThrow();
    if (!report.ignored().isEmpty()) {
      metrics.recordsIgnored(report.resource(), report.ignored().size());
      String words = ProvenStatus.words(report.ignored());
      log.warn(
          "{} {}: {}", report.resource().getKind(), Declarations.key(report.resource()), words);
      event(report, EventType.Warning, RECORD_IGNORED, words);
    }
    if (report.before() instanceof IdentityStatus known
        && report.after() instanceof IdentityStatus found
        && SystemAssignedRecord.isOwnerUnknown(known, found)) {
      event(report, EventType.Warning, OWNER_UNKNOWN, found.systemAssigned.message);
    }
    boolean drift = Drift.isFound(report);
    if (drift) {
      metrics.driftFound(report.resource());
    }
    if (Drift.isRepaired(report)) {
      metrics.driftRepaired(report.resource());
    }
    if (Drift.isReady(report.after())) {
      metrics.ready(report.resource(), after.getObservedGeneration(), clock.instant());
    }
    boolean isNews = before.isEmpty() || !before.get().getReason().equals(after.getReason());
    // Of what is only observed the reason tells, and of a contest too.
    boolean isSurprise =
        drift && Drift.isReady(report.before()) && !Drift.isOnlyObserved(report.resource());
    if (isSurprise) {
      String words = String.join("; ", report.after().plan);
      event(report, EventType.Warning, DRIFT, "Changed by others; putting it right: " + words);
    }
    boolean isTold = isSurprise && after.getReason().equals(Reason.Updating.name());
    if (isNews && !isTold) {
      EventType type = QUIET.contains(after.getReason()) ? EventType.Normal : EventType.Warning;
      event(report, type, after.getReason(), note.orElse(after.getMessage()));
    }
  }

  private void event(Report report, EventType type, String reason, String message) {
    cluster.event(report.resource(), type, reason, message);
  }

  static Optional<Condition> ready(Status status) {
    return status.conditions.stream()
        .filter(condition -> condition.getType().equals(ConditionType.Ready.name()))
        .findAny();
  }
}
