package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.Plan;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a target stands after one look at it.
 *
 * @param live as read in this look; empty if it was not read
 * @param plan made from it; empty if it was not read
 * @param problem what stands in the way, of reading or of changing
 * @param operation of Azure, ours, still running
 * @param note more on the stage, in words
 * @param next when to look again
 */
record Situation(
    Stage stage,
    Optional<ComputeResource> live,
    Optional<Plan> plan,
    Optional<Problem> problem,
    Optional<OperationStatus> operation,
    String note,
    Duration next) {

  /** How far the work on a target has come. */
  enum Stage {
    /** Nobody wants anything read or changed. */
    IDLE,
    /** Read, and nothing has to change. */
    SETTLED,
    /** A PATCH is about to be sent: what it assigns must be on record first. */
    INTENT,
    /** Azure has taken a change of ours and works on it. */
    CHANGING,
    /** Something has to change, but the target is not to be touched yet. */
    WAITING,
    /** Azure did not do what it was asked. */
    HINDERED,
    /** Azure asked to be left alone and the time is not up: nothing new is known. */
    CLOSED
  }

  static Situation idle(Duration next) {
    return unread(Stage.IDLE, Optional.empty(), Optional.empty(), next);
  }

  /** An operation of ours goes on; the target was not read. */
  static Situation changing(OperationStatus operation, Duration next) {
    return unread(Stage.CHANGING, Optional.empty(), Optional.of(operation), next);
  }

  /** The target could not be read. */
  static Situation unreadable(Problem problem, Duration next) {
    return unread(Stage.HINDERED, Optional.of(problem), Optional.empty(), next);
  }

  private static Situation unread(
      Stage stage, Optional<Problem> problem, Optional<OperationStatus> running, Duration next) {
    return new Situation(stage, Optional.empty(), Optional.empty(), problem, running, "", next);
  }

  static Situation read(Stage stage, ComputeResource live, Plan plan, String note, Duration next) {
    return new Situation(
        stage,
        Optional.of(live),
        Optional.of(plan),
        Optional.empty(),
        Optional.empty(),
        note,
        next);
  }

  /** The same look, but the change is hindered. */
  Situation hinderedBy(Problem hindrance, Duration then) {
    return new Situation(
        Stage.HINDERED, live, plan, Optional.of(hindrance), Optional.empty(), note, then);
  }

  /** The same look, and Azure works on the change. */
  Situation changingBy(Optional<OperationStatus> running, Duration then) {
    return new Situation(Stage.CHANGING, live, plan, Optional.empty(), running, note, then);
  }

  /** The same, while an operation of ours runs on. */
  Situation whileRunning(OperationStatus running) {
    return new Situation(stage, live, plan, problem, Optional.of(running), note, next);
  }

  /** Nothing new is known, for Azure is not to be asked before then. */
  Situation stillClosed(Duration then) {
    return unread(Stage.CLOSED, problem, operation, then);
  }

  /** Whether nothing new is known, so that a declaration already judged stays as it is. */
  boolean isNoNews() {
    return stage == Stage.CLOSED || (stage == Stage.CHANGING && plan.isEmpty());
  }

  /**
   * Whether the plan's PATCH has been, is being, or may have been taken by Azure, so that what it
   * assigns must be on record as owned. Of an answer that was lost nobody knows whether the change
   * took effect.
   */
  boolean mayHaveBeenSent() {
    return stage == Stage.INTENT
        || stage == Stage.CHANGING
        || problem.filter(p -> p.kind() == Problem.Kind.UNAVAILABLE).isPresent();
  }
}
