package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.operator.Cluster.EventType;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
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
    for (Declared one : declared) {
      IdentityStatus status = new StatusFactory(target, one, situation, now).status();
      reports.add(new Report(one, status));
    }
    // What gains ownership first: a crash half-way may leave an identity owned twice, which is
    // harmless, but never owned by nobody.
    reports.stream().sorted(Comparator.comparing(r -> !r.gains())).forEach(this::write);
    for (Report report : reports) {
      tell(report, situation);
    }
    return reports.stream().map(Report::done).toList();
  }

  /** Tells that a declaration does not say what it is about. */
  void reportMistake(IdentityDeclaration<?> resource, String mistake) {
    Declared read = Declarations.read(resource);
    Declared mistaken = new Declared(resource, read.declaration(), List.of(mistake));
    Situation situation = Situation.idle(Duration.ZERO);
    IdentityStatus status =
        new StatusFactory(null, mistaken, situation, timestamp(clock.instant())).status();
    Report report = new Report(mistaken, status);
    write(report);
    tell(report, situation);
  }

  /** Lets leaving declarations go. */
  void release(List<Declared> done) {
    done.forEach(leaving -> cluster.release(leaving.resource()));
  }

  private void write(Report report) {
    if (report.differs()) {
      cluster.writeStatus(report.fresh());
    }
  }

  private void tell(Report report, Situation situation) {
    Optional<Condition> before = ready(report.declared().status());
    Condition after = ready(report.status()).orElseThrow();
    boolean drift = isDrift(report, before, situation);
    if (drift) {
      String words = String.join("; ", report.status().plan);
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
  private static boolean isDrift(Report report, Optional<Condition> before, Situation situation) {
    return situation.plan().isPresent()
        && before.filter(ready -> ready.getStatus().equals("True")).isPresent()
        && report.status().observedGeneration.equals(report.declared().status().observedGeneration)
        && report.declared().declaration().mode() != Mode.Observe
        && !report.declared().declaration().leaving()
        && !report.status().plan.isEmpty();
  }

  private void event(Report report, EventType type, String reason, String message) {
    cluster.event(report.declared().resource(), type, reason, message);
  }

  private static Optional<Condition> ready(IdentityStatus status) {
    return status.conditions.stream()
        .filter(condition -> condition.getType().equals(ConditionType.Ready.name()))
        .findAny();
  }
}
