package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Operation;
import dev.managedidentity.azure.OperationState;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the operation of ours that runs on a target. */
final class Operations {

  /** How long an operation is followed; after that the target itself tells what came of it. */
  static final Duration LONGEST = Duration.ofHours(1);

  /**
   * What fails so often in a row may never be read: an address can be wrong, or its service ill.
   */
  private static final int MOST_FAILED_POLLS = 3;

  /** A start so far in the future is none: the clocks of two nodes differ by less. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(Operations.class);

  private final ArmId id;
  private final Target target;
  private final Listings listings;
  private final Instant now;
  private Optional<Sighting> shown = Optional.empty();

  Operations(ArmId id, Target target, Listings listings, Instant now) {
    this.id = id;
    this.target = target;
    this.listings = listings;
    this.now = now;
  }

  /** The target after its operation, if it was a list that told of the end. */
  Optional<Sighting> shown() {
    return shown;
  }

  static OperationStatus begun(Operation operation, Instant now) {
    OperationStatus begun = new OperationStatus();
    begun.url = operation.url();
    begun.startTime = Reporter.timestamp(now);
    return begun;
  }

  /**
   * Asks how our operation goes, if it is time to; empty once there is none.
   *
   * @param delayAfter how long to wait after a problem
   */
  Optional<Situation> follow(
      List<Declared> declared,
      Function<Operation, Answer<OperationState>> poll,
      Function<Problem, Duration> delayAfter) {
    if (target.operation().isEmpty()) {
      recorded(declared).ifPresent(found -> target.operation(found, target.patches(), now));
    }
    if (target.operation().isEmpty()) {
      return Optional.empty();
    }
    OperationStatus running = target.operation().orElseThrow();
    if (now.isAfter(Instant.parse(running.startTime).plus(LONGEST))) {
      log.warn("the operation on {} does not end; looking at the target itself", id);
      ended();
      return Optional.empty();
    }
    Optional<Duration> nextList = target.runningPatch().flatMap(unused -> listings.await(id));
    Duration early = target.untilPoll(now);
    if (early.toMillis() > 0 && !isShownDone(running)) {
      // Azure asks not to be asked for the operation so soon: a list for many is no such question.
      return Optional.of(Situation.changing(running, early).noLaterThan(nextList.orElse(early)));
    }
    if (isShownDone(running)) {
      return answered(running, OperationState.succeeded());
    }
    if (nextList.isPresent() && !isShownAtRest(running) && !isOmitted(running)) {
      target.pollAgain(now.plus(nextList.get()));
      return Optional.of(Situation.changing(running, nextList.get()));
    }
    Answer<OperationState> answer = poll.apply(new Operation(running.url));
    return answer.problem().isPresent()
        ? unanswered(running, answer.problem().orElseThrow(), delayAfter)
        : answered(running, answer.value().orElseThrow());
  }

  /** Whether a list from after the change shows the target changed, and nothing going on there. */
  private boolean isShownDone(OperationStatus running) {
    shown =
        sightingAtRest(running)
            .filter(
                seen ->
                    target
                        .runningPatch()
                        .filter(patch -> patch.isDoneIn(seen.resource().identity()))
                        .isPresent());
    return shown.isPresent();
  }

  /** Only the operation itself can tell why the change is not to be seen then. */
  private boolean isShownAtRest(OperationStatus running) {
    return sightingAtRest(running).isPresent();
  }

  /** A list that does not show the target, or an entry without sense, never tells the end. */
  private boolean isOmitted(OperationStatus running) {
    return listings.omits(id, Instant.parse(running.startTime));
  }

  private Optional<Sighting> sightingAtRest(OperationStatus running) {
    return listings
        .since(id, Instant.parse(running.startTime))
        .filter(seen -> !seen.resource().isChanging());
  }

  private void ended() {
    target.operationEnded();
    listings.ended(id);
  }

  /** After a restart: the operation that the statuses tell of. */
  private Optional<OperationStatus> recorded(List<Declared> declared) {
    return declared.stream()
        .map(d -> d.status().operation)
        .filter(operation -> operation != null && target.last() == null)
        .filter(operation -> Instant.parse(operation.startTime).isBefore(now.plus(CLOCKS_DIFFER)))
        .max(Comparator.comparing(operation -> operation.startTime));
  }

  private Optional<Situation> unanswered(
      OperationStatus running, Problem problem, Function<Problem, Duration> delayAfter) {
    boolean isPassing =
        problem.kind() == Problem.Kind.UNAVAILABLE
            || problem.kind() == Problem.Kind.UNAUTHENTICATED;
    if (!isPassing && problem.kind() != Problem.Kind.THROTTLED) {
      // Azure forgets operations after a while, and with their target; to read them is a right of
      // its own; and an address that somebody wrote into the status may be none. The target itself
      // tells what came of it.
      log.info("the operation on {} tells nothing ({}); reading the target", id, problem.code());
      ended();
      return Optional.empty();
    }
    if (problem.isUnsent()) {
      // Nothing is wrong: there are many to be asked for, and this one's turn is a little later.
      Duration turn = problem.retryAfter().orElseThrow();
      target.pollAgain(now.plus(turn));
      return Optional.of(Situation.changing(running, turn));
    }
    if (isPassing && target.pollFailed() >= MOST_FAILED_POLLS) {
      log.warn("the operation on {} cannot be read; reading the target itself", id);
      ended();
      return Optional.empty();
    }
    Duration next = delayAfter.apply(problem);
    target.pollAgain(now.plus(next));
    return Optional.of(Situation.unreadable(problem, next).whileRunning(running));
  }

  private Optional<Situation> answered(OperationStatus running, OperationState state) {
    target.pollSucceeded();
    switch (state.phase()) {
      case RUNNING -> {
        target.pollAgain(now.plus(state.retryAfter()));
        return Optional.of(Situation.changing(running, state.retryAfter()));
      }
      case PREEMPTED -> target.operationOf().forget();
      case FAILED -> {
        log.warn("operation on {} failed: {}: {}", id, state.code(), state.message());
        target
            .operationOf()
            .inVain("its operation failed: " + state.code() + ": " + state.message());
      }
      case SUCCEEDED -> target.operationOf().inVain("Azure reported success");
    }
    ended();
    return Optional.empty();
  }
}
