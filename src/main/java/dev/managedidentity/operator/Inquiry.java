package dev.managedidentity.operator;

import dev.managedidentity.api.DriftStatus;
import dev.managedidentity.azure.ActivityLog;
import dev.managedidentity.azure.ActivityLog.Entry;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the activity log who may have changed a target on which drift was found. The log is minutes
 * late, so it is asked several times, and on a thread of its own: no look waits for it. What to ask
 * for is in the statuses, so a restart costs one question more at most.
 */
final class Inquiry {

  /** So long after drift was found: the log is three to twenty minutes late. */
  static final List<Duration> AFTER =
      List.of(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(20));

  /** What a look comes too late for is let be: the log is not asked about drift of long ago. */
  private static final Duration LATEST = Duration.ofHours(1);

  /** Azure's clock and ours differ by seconds. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Inquiry.class);

  private final ArmId target;
  private final Map<String, Question> questions = new TreeMap<>();

  Inquiry(ArmId target) {
    this.target = target;
  }

  /**
   * Where to ask.
   *
   * @param aside on which thread
   */
  record Desk(ActivityLog activity, Executor aside) {}

  /** One drift that the log is asked about. */
  private static final class Question {
    private final Instant from;
    private final Instant found;
    private int asked;
    private CompletableFuture<Answer<List<Entry>>> answer;

    Question(DriftStatus drift) {
      found = Instant.parse(drift.foundTime);
      from =
          drift.verifiedTime == null
              ? found.minus(Report.VERIFICATION_NOTED_EVERY)
              : Instant.parse(drift.verifiedTime);
    }

    boolean isDue(Instant now) {
      return answer == null && asked < timesBy(now);
    }

    private int timesBy(Instant now) {
      return (int) AFTER.stream().filter(after -> !found.plus(after).isAfter(now)).count();
    }

    Optional<Duration> next(Instant now, Duration whileAsking) {
      if (answer != null) {
        return Optional.of(whileAsking);
      }
      return asked < AFTER.size()
          ? Optional.of(Duration.between(now, found.plus(AFTER.get(asked))))
          : Optional.empty();
    }
  }

  /**
   * Asks what is due, and tells what was answered, if the operator is set to.
   *
   * @return the declarations with their statuses as they are now
   */
  List<Declared> take(List<Declared> declared, Look.Tools tools, Instant now) {
    if (!tools.settings().activityLog()) {
      return declared;
    }
    Map<String, DriftStatus> drifts = drifts(declared, now);
    questions.keySet().retainAll(drifts.keySet());
    drifts.forEach(
        (found, drift) -> {
          Question question = questions.computeIfAbsent(found, unused -> new Question(drift));
          if (question.isDue(now)) {
            question.asked = question.timesBy(now);
            question.answer =
                CompletableFuture.supplyAsync(
                    () -> ask(question, tools.desk().activity()), tools.desk().aside());
          }
        });
    List<Declared> told = declared;
    for (Map.Entry<String, Question> question : questions.entrySet()) {
      Optional<List<Entry>> heard = heard(question.getValue());
      if (heard.isPresent()) {
        told = tools.reporter().suspect(told, question.getKey(), heard.get());
      }
    }
    return told;
  }

  /** The same time, or a shorter one if there is something to do here before. */
  Duration noLaterThan(Duration next, Look.Tools tools) {
    Instant now = tools.clock().instant();
    return questions.values().stream()
        .flatMap(question -> question.next(now, tools.settings().retryDelay()).stream())
        .filter(sooner -> sooner.compareTo(next) < 0)
        .min(Duration::compareTo)
        .orElse(next);
  }

  private static Map<String, DriftStatus> drifts(Collection<Declared> declared, Instant now) {
    Map<String, DriftStatus> drifts = new TreeMap<>();
    for (Declared one : declared) {
      DriftStatus drift = one.status().lastDrift;
      if (drift != null && Instant.parse(drift.foundTime).plus(LATEST).isAfter(now)) {
        drifts.putIfAbsent(drift.foundTime, drift);
      }
    }
    return drifts;
  }

  private Answer<List<Entry>> ask(Question question, ActivityLog activity) {
    return activity.writes(
        target, question.from.minus(CLOCKS_DIFFER), question.found.plus(CLOCKS_DIFFER));
  }

  /** What was answered; empty if nothing was, not yet or not at all. */
  private Optional<List<Entry>> heard(Question question) {
    if (question.answer == null || !question.answer.isDone()) {
      return Optional.empty();
    }
    CompletableFuture<Answer<List<Entry>>> answer = question.answer;
    question.answer = null;
    try {
      answer.join().problem().ifPresent(this::warn);
      return answer.join().value();
    } catch (CompletionException e) {
      log.error("asking the activity log of {} failed", target, e);
      return Optional.empty();
    }
  }

  private void warn(Problem problem) {
    log.warn(
        "the activity log does not tell who changed {}: {}: {}{}",
        target,
        problem.code(),
        problem.message(),
        problem.kind() == Problem.Kind.DENIED
            ? " Grant the operator the role Monitoring Reader on /subscriptions/"
                + target.subscriptionId()
                + ", or set --activity-log to false."
            : "");
  }
}
