package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.operator.Cluster.EventType;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what a look showed: statuses, only where they change, and events, once. */
final class Reporter {

  /** The reason of the Event that tells of drift. */
  static final String DRIFT = "DriftFound";

  /** Reasons that tell of nothing to worry about. */
  private static final Set<String> QUIET =
      Set.of(Reason.Converged.name(), Reason.Updating.name(), Reason.Suspended.name());

  private final Cluster cluster;
  private final Clock clock;

  Reporter(Cluster cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Writes the statuses that differ.
   *
   * @return the declarations with their statuses as they are now
   */
  List<Declared> report(ArmId target, List<Declared> declared, Situation situation) {
    String now = timestamp(clock.instant());
    List<Report> reports = new ArrayList<>();
    List<Declared> told = new ArrayList<>();
    for (Declared one : declared) {
      IdentityStatus status = new StatusFactory(target, one, situation, now).status();
      boolean isKept =
          situation.plan().isPresent()
              && one.declaration().mode() != Mode.Observe
              && !one.declaration().leaving();
      Report report = new Report(one.resource(), one.status(), status, isKept);
      reports.add(report);
      told.add(report.differs() ? one.with(status) : one);
    }
    publish(reports);
    return told;
  }

  /** Writes the statuses that differ, and tells what is news. */
  void publish(List<Report> reports) {
    // What gains ownership first: a crash half-way may leave an identity owned twice, which is
    // harmless, but never owned by nobody.
    reports.stream().sorted(Comparator.comparing(r -> !r.gains())).forEach(this::write);
    reports.forEach(this::tell);
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

  private void write(Report report) {
    if (report.differs()) {
      cluster.writeStatus(report.fresh());
    }
  }

  private void tell(Report report) {
    Optional<Condition> before = ready(report.before());
    Condition after = ready(report.after()).orElseThrow();
    boolean drift = isDrift(report, before);
    if (drift) {
      String words = String.join("; ", report.after().plan);
      event(report, EventType.Warning, DRIFT, "Changed by others; putting it right: " + words);
    }
    boolean isNews = before.isEmpty() || !before.get().getReason().equals(after.getReason());
    boolean isTold = drift && after.getReason().equals(Reason.Updating.name());
    if (isNews && !isTold) {
      EventType type = QUIET.contains(after.getReason()) ? EventType.Normal : EventType.Warning;
      event(report, type, after.getReason(), after.getMessage());
    }
  }

  /** A declaration that was carried out, and not changed since, wants a change again. */
  private static boolean isDrift(Report report, Optional<Condition> before) {
    return report.isKept()
        && before.filter(ready -> ready.getStatus().equals("True")).isPresent()
        && report.after().observedGeneration.equals(report.before().observedGeneration)
        && !report.after().plan.isEmpty();
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
