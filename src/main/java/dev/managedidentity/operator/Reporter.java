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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what a look showed: statuses, only where they change, and events, once. */
final class Reporter {

  /** The reason of the Event that tells of drift. */
  static final String DRIFT = "DriftFound";

  /** The reason of the Event that tells, minutes later, who may have caused it. */
  static final String DRIFT_BY = "DriftBy";

  /** Reasons that tell of nothing to worry about. */
  private static final Set<String> QUIET =
      Set.of(Reason.Converged.name(), Reason.Updating.name(), Reason.Suspended.name());

  private final Cluster cluster;
  private final Clock clock;
  private final Metrics metrics;

  Reporter(Cluster cluster, Clock clock, Metrics metrics) {
    this.cluster = cluster;
    this.clock = clock;
    this.metrics = metrics;
  }

  static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Writes the statuses that differ.
   *
   * @param verified when the target was last read before this look; empty if that is not known
   * @return the declarations with their statuses as they are now
   */
  List<Declared> report(
      ArmId target, List<Declared> declared, Situation situation, Optional<Instant> verified) {
    List<Report> reports = reports(target, declared, situation, verified);
    return told(declared, reports, publish(reports));
  }

  /**
   * Puts on record what is about to be done, where a crash must not lose whose it is. Where that is
   * on record already, the report of what came of it tells the rest.
   *
   * @return the declarations with their statuses as they are now
   */
  List<Declared> record(
      ArmId target, List<Declared> declared, Situation intent, Optional<Instant> verified) {
    List<Report> reports = reports(target, declared, intent, verified);
    if (reports.stream().noneMatch(Report::differsInRecords)) {
      return declared;
    }
    return told(declared, reports, publish(reports));
  }

  private List<Report> reports(
      ArmId target, List<Declared> declared, Situation situation, Optional<Instant> verified) {
    String now = timestamp(clock.instant());
    List<Report> reports = new ArrayList<>();
    for (Declared one : declared) {
      IdentityStatus status = new StatusFactory(target, one, situation, now).status();
      boolean isKept =
          situation.plan().isPresent() && !situation.isNoNews() && !one.declaration().leaving();
      Report report = new Report(one.resource(), one.status(), status, isKept);
      Drift.note(report, verified.map(Reporter::timestamp), now);
      reports.add(report);
    }
    return reports;
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

  /**
   * Writes the statuses that differ, and tells what is news.
   *
   * @return the reports that were worth a write, by themselves and not by what they say
   */
  Set<Report> publish(List<Report> reports) {
    Set<Report> written = Collections.newSetFromMap(new IdentityHashMap<>());
    reports.stream().filter(Report::differs).forEach(written::add);
    // What gains ownership first: a crash half-way may leave an identity owned twice, which is
    // harmless, but never owned by nobody.
    reports.stream()
        .filter(written::contains)
        .sorted(Comparator.comparing(r -> !r.gains()))
        .forEach(report -> cluster.writeStatus(report.fresh()));
    reports.forEach(this::tell);
    return written;
  }

  /**
   * Tells that an object does not say what it is about, or cannot. What is on its record stays
   * there.
   */
  void reportAimless(HasMetadata resource, Judgement judgement) {
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
    publish(List.of(new Report(resource, before, after, false)));
  }

  private void tell(Report report) {
    Optional<Condition> before = ready(report.before());
    Condition after = ready(report.after()).orElseThrow();
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
      event(report, type, after.getReason(), after.getMessage());
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
