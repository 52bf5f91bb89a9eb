package dev.managedidentity.operator;

import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity.Principal;
import dev.managedidentity.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * @param beside what stands beside the identity
 */
record Situation(
    Stage stage,
    Optional<ComputeResource> live,
    Optional<Plan> plan,
    Optional<Problem> problem,
    Optional<OperationStatus> operation,
    String note,
    Duration next,
    Beside beside) {

  /** Who is to be changed so soon is not told to wait for its turn. */
  private static final Duration AT_HAND = Duration.ofSeconds(1);

  /** How far the work on the identity of a target has come. */
  enum Stage {
    /** Nobody wants anything read or changed. */
    IDLE,
    /** Read, and nothing has to change. */
    SETTLED,
    /** A PATCH is about to be sent: what it assigns must be on record first. */
    INTENT,
    /** Azure has taken a PATCH, or seems to have, and works on it. */
    CHANGING,
    /** Something has to change, but the target is not to be touched yet. */
    WAITING,
    /** Azure did not do what it was asked. */
    HINDERED,
    /**
     * Azure says that the target does not exist. Where anything is recorded as owned, it said so
     * repeatedly: one wrong 404 must not end those records.
     */
    GONE,
    /** Azure asked to be left alone and the time is not up: nothing new is known. */
    CLOSED
  }

  /**
   * What stands beside the identity.
   *
   * @param setAside why an identity that is declared is not to be assigned just now
   * @param known what declared identities are known to be, for those that the target does not show
   * @param contested by the key of a declaration, which changes for it somebody else keeps undoing
   * @param principalId of the system-assigned identity that the PATCH of this look enabled, as its
   *     answer shows it
   * @param roles empty if nothing new is known of them
   * @param extension empty if nothing new is known of it
   */
  record Beside(
      Map<ArmId, Aside> setAside,
      Map<ArmId, Principal> known,
      Map<String, List<String>> contested,
      Optional<String> principalId,
      Optional<RoleOutcome> roles,
      Optional<ExtensionOutcome> extension) {
    static final Beside NOTHING =
        new Beside(
            Map.of(), Map.of(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
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
    return unread(Stage.HINDERED, Optional.of(problem.retriedAfter(next)), Optional.empty(), next);
  }

  /** The target does not exist. */
  static Situation gone(Problem problem, Duration next) {
    return unread(Stage.GONE, Optional.of(problem.retriedAfter(next)), Optional.empty(), next);
  }

  /** Azure asks to be left alone, and what is known of the target is not old. */
  static Situation closed(Problem problem, Duration next) {
    return unread(Stage.CLOSED, Optional.of(problem), Optional.empty(), next);
  }

  /** It seems that something has to change, and others come first. */
  static Situation awaitingTurnUnread(Problem problem, Duration next) {
    return unread(Stage.WAITING, Optional.of(problem), Optional.empty(), next);
  }

  private static Situation unread(
      Stage stage, Optional<Problem> problem, Optional<OperationStatus> running, Duration next) {
    return new Situation(
        stage, Optional.empty(), Optional.empty(), problem, running, "", next, Beside.NOTHING);
  }

  static Situation read(Stage stage, ComputeResource live, Plan plan, String note, Duration next) {
    return new Situation(
        stage,
        Optional.of(live),
        Optional.of(plan),
        Optional.empty(),
        Optional.empty(),
        note,
        next,
        Beside.NOTHING);
  }

  /** The same look, but the change is hindered. */
  Situation hinderedBy(Problem hindrance, Duration then) {
    return new Situation(
        Stage.HINDERED,
        live,
        plan,
        Optional.of(hindrance.retriedAfter(then)),
        Optional.empty(),
        note,
        then,
        beside);
  }

  /** The same look, and Azure's limits are why the change is not made yet. */
  Situation heldBackBy(Problem problem) {
    return new Situation(stage, live, plan, Optional.of(problem), operation, note, next, beside);
  }

  /** Whether nothing else is in the way than that others come first. */
  boolean awaitsTurn() {
    return stage == Stage.WAITING && problem.filter(Problem::isHeldBack).isPresent();
  }

  /** Whether the change is planned, and was not sent because of Azure's limits. */
  boolean isUnsent() {
    return live.isPresent() && problem.filter(Problem::isUnsent).isPresent();
  }

  /** Whether Azure asks to be left alone, and so does not even let the target be read. */
  boolean isUnreadForThrottling() {
    return live.isEmpty() && problem.filter(p -> p.kind() == Kind.THROTTLED).isPresent();
  }

  /** The same look, and Azure works on the change of the identity. */
  Situation changingBy(Optional<OperationStatus> running, Duration then) {
    return new Situation(Stage.CHANGING, live, plan, Optional.empty(), running, note, then, beside);
  }

  /** The same, while an operation of ours runs on. */
  Situation whileRunning(OperationStatus running) {
    return new Situation(stage, live, plan, problem, Optional.of(running), note, next, beside);
  }

  /** The same, and Azure works on something beside the identity. */
  Situation running(Optional<OperationStatus> running, Duration then) {
    return new Situation(stage, live, plan, problem, running, note, then, beside);
  }

  /** The same, but looked at again after this time at the latest. */
  Situation noLaterThan(Duration then) {
    Duration sooner = then.compareTo(next) < 0 ? then : next;
    return new Situation(stage, live, plan, problem, operation, note, sooner, beside);
  }

  /** The same, but looked at again after this time at the soonest. */
  Situation noSoonerThan(Duration then) {
    Duration later = then.compareTo(next) > 0 ? then : next;
    return new Situation(stage, live, plan, problem, operation, note, later, beside);
  }

  /** The same look, with what is known of the identities. */
  Situation knowing(
      Map<ArmId, Aside> setAside,
      Map<ArmId, Principal> known,
      Map<String, List<String>> contested) {
    return with(
        new Beside(
            setAside, known, contested, beside.principalId(), beside.roles(), beside.extension()));
  }

  Situation with(RoleOutcome roles) {
    return with(
        new Beside(
            beside.setAside(),
            beside.known(),
            beside.contested(),
            beside.principalId(),
            Optional.of(roles),
            beside.extension()));
  }

  Situation with(ExtensionOutcome extension) {
    return with(
        new Beside(
            beside.setAside(),
            beside.known(),
            beside.contested(),
            beside.principalId(),
            beside.roles(),
            Optional.of(extension)));
  }

  /** The same, and the PATCH enabled the system-assigned identity that has this principal. */
  Situation enabling(Optional<String> principalId) {
    return with(
        new Beside(
            beside.setAside(),
            beside.known(),
            beside.contested(),
            principalId,
            beside.roles(),
            beside.extension()));
  }

  private Situation with(Beside other) {
    return new Situation(stage, live, plan, problem, operation, note, next, other);
  }

  /** Nothing new is known, for Azure is not to be asked before then. */
  Situation stillClosed(Duration then) {
    Optional<Problem> known =
        problem.or(() -> beside.extension().flatMap(ExtensionOutcome::problem));
    return unread(Stage.CLOSED, known, operation, then);
  }

  /** Whether what others leave to the declarations of this look is on their records by now. */
  boolean isTakenNoteOf() {
    return (plan.isPresent() && !isNoNews()) || stage == Stage.IDLE || isTargetGone();
  }

  /** Whether a PATCH of the identity was sent in this look, and Azure works on it. */
  boolean isSent() {
    return stage == Stage.CHANGING && plan.isPresent() && operation.isPresent();
  }

  /** Whether nothing new is known, so that a declaration already judged stays as it is. */
  boolean isNoNews() {
    return stage == Stage.CLOSED || (stage == Stage.CHANGING && plan.isEmpty()) || isTurnAtHand();
  }

  /** What is to be told in a moment is not worth telling of now. */
  private boolean isTurnAtHand() {
    return awaitsTurn() && next.compareTo(AT_HAND) <= 0;
  }

  /** Whether something is about to be sent: only what comes of it is news. */
  boolean isIntent() {
    return stage == Stage.INTENT
        || beside.roles().filter(RoleOutcome::isIntent).isPresent()
        || beside.extension().filter(ExtensionOutcome::isIntent).isPresent();
  }

  boolean isTargetGone() {
    return stage == Stage.GONE;
  }

  /**
   * Whether the plan's PATCH has been, is being, or may have been taken by Azure, so that what it
   * assigns must be on record as owned. Of an answer that was lost nobody knows whether the change
   * took effect.
   */
  boolean mayHaveBeenSent() {
    return stage == Stage.INTENT
        || stage == Stage.CHANGING
        || problem.filter(p -> p.kind() == Kind.UNAVAILABLE).isPresent();
  }
}
