package dev.managedidentity.operator;

import dev.managedidentity.api.DriftStatus;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.Suspect;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells from two statuses, one after the other, that others changed what was as declared. The
 * status is the memory, so drift is found once, whatever restarts come in between. Pure.
 */
final class Drift {
  private static final int MOST_CHANGES = 10;

  private Drift() {}

  /** Puts drift that this report finds, or that is over with it, on its record. */
  static void note(Report report, Optional<String> verified, String now) {
    if (isFound(report)) {
      report.after().lastDrift = found(report, verified, now);
    } else if (isOver(report)) {
      DriftStatus over = copyOf(report.after().lastDrift);
      over.repairedTime = now;
      report.after().lastDrift = over;
    }
  }

  /** A declaration that was carried out, and not changed since, wants a change again. */
  static boolean isFound(Report report) {
    return report.isKept()
        && report.after().observedGeneration.equals(report.before().observedGeneration)
        && isPeace(report.before())
        && !report.after().plan.isEmpty();
  }

  /** Drift that was on record is over with this report. */
  static boolean isRepaired(Report report) {
    DriftStatus before = report.before().lastDrift;
    DriftStatus after = report.after().lastDrift;
    return before != null
        && after != null
        && before.repairedTime == null
        && after.repairedTime != null
        && after.foundTime.equals(before.foundTime);
  }

  private static boolean isOver(Report report) {
    DriftStatus last = report.after().lastDrift;
    return report.isKept() && last != null && last.repairedTime == null && isPeace(report.after());
  }

  /** Whether nothing is to be changed for an object, whatever differs. */
  static boolean isOnlyObserved(HasMetadata resource) {
    return resource instanceof IdentityDeclaration<?> declaration
        && declaration.getSpec().mode == Mode.Observe;
  }

  static boolean isReady(Status status) {
    return Reporter.ready(status).filter(ready -> ready.getStatus().equals("True")).isPresent();
  }

  /**
   * Whether all is as declared; it is so between two undoings of a rival too, though the
   * declaration is not Ready then.
   */
  private static boolean isPeace(Status status) {
    return status.plan.isEmpty() && (isReady(status) || isContested(status));
  }

  private static boolean isContested(Status status) {
    return Reporter.ready(status)
        .map(Condition::getReason)
        .filter(Reason.Contested.name()::equals)
        .isPresent();
  }

  private static DriftStatus found(Report report, Optional<String> verified, String now) {
    DriftStatus drift = new DriftStatus();
    drift.verifiedTime = verified.orElse(report.before().lastVerifiedTime);
    drift.foundTime = now;
    List<String> words = report.after().plan;
    drift.changes = new ArrayList<>(words.subList(0, Math.min(words.size(), MOST_CHANGES)));
    DriftStatus last = report.before().lastDrift;
    if (last != null && isContested(report.before())) {
      // The rival is known from before; the log will not tell of this time for minutes.
      drift.by = last.by;
    }
    return drift;
  }

  /** The same drift, with these suspects. */
  static DriftStatus by(DriftStatus drift, List<Suspect> suspects) {
    DriftStatus known = copyOf(drift);
    known.by = new ArrayList<>(suspects);
    return known;
  }

  private static DriftStatus copyOf(DriftStatus drift) {
    DriftStatus copy = new DriftStatus();
    copy.verifiedTime = drift.verifiedTime;
    copy.foundTime = drift.foundTime;
    copy.changes = drift.changes;
    copy.by = drift.by;
    copy.repairedTime = drift.repairedTime;
    return copy;
  }
}
