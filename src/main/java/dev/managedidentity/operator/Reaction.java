package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a problem with Azure leads to.
 *
 * @param reason of the conditions
 * @param stalled true if nothing will change until somebody changes something
 * @param firstDelays how long to wait at first, in retry delays
 * @param mostDelays how long to wait at most, in retry delays
 */
record Reaction(Reason reason, boolean stalled, int firstDelays, int mostDelays) {

  private static final int MOST_NAMES = 40;

  static Reaction to(Problem.Kind kind, ArmId target) {
    return switch (kind) {
      case UNAUTHENTICATED -> retry(Reason.CredentialUnusable, 6, 120);
      case DENIED -> retry(Reason.PermissionDenied, 12, 180);
      case GROUP_NOT_FOUND -> retry(Reason.WaitingForResourceGroup, 12, 12);
      // Of roles only, which have a reaction of their own.
      case ROLE_NOT_FOUND, PRINCIPAL_NOT_FOUND, ALREADY_GRANTED -> toRole(kind);
      case NOT_FOUND, BEING_DELETED -> retry(TargetKind.of(target).missing(), 12, 12);
      case LOCKED -> retry(Reason.Locked, 12, 180);
      case CONFLICT -> retry(Reason.Updating, 1, 12);
      // Normal on AKS, where the ETag moves by itself: plan again from a new read, at once.
      case CHANGED -> retry(Reason.Updating, 0, 12);
      // No longer than a closed gate is left alone: whoever has tried it waits no longer than
      // others.
      case THROTTLED -> retry(Reason.Throttled, 12, 12);
      case IDENTITY_NOT_FOUND -> retry(Reason.WaitingForIdentity, 2, 60);
      case REFUSED -> new Reaction(Reason.InvalidSpec, true, 60, 180);
      case UNAVAILABLE -> retry(Reason.AzureUnavailable, 1, 60);
    };
  }

  /** The same for a problem with a role assignment. */
  static Reaction toRole(Problem.Kind kind) {
    return switch (kind) {
      case UNAUTHENTICATED -> retry(Reason.CredentialUnusable, 6, 120);
      case DENIED -> retry(Reason.PermissionDenied, 12, 180);
      case NOT_FOUND, GROUP_NOT_FOUND, BEING_DELETED -> retry(Reason.WaitingForScope, 6, 60);
      case LOCKED -> retry(Reason.Locked, 12, 180);
      case THROTTLED -> retry(Reason.Throttled, 12, 12);
      // A directory takes seconds, and sometimes minutes, to know a new principal everywhere.
      case PRINCIPAL_NOT_FOUND -> retry(Reason.Updating, 1, 12);
      case CONFLICT, CHANGED, ALREADY_GRANTED -> retry(Reason.Updating, 1, 12);
      case ROLE_NOT_FOUND, REFUSED, IDENTITY_NOT_FOUND ->
          new Reaction(Reason.InvalidSpec, true, 60, 180);
      case UNAVAILABLE -> retry(Reason.AzureUnavailable, 1, 60);
    };
  }

  private static Reaction retry(Reason reason, int firstDelays, int mostDelays) {
    return new Reaction(reason, false, firstDelays, mostDelays);
  }

  /**
   * How long to wait before the next try: doubling with each failure in a row, never less than what
   * Azure asked for.
   *
   * @param failures in a row, this one included
   * @param jitter from 0 to 1, spreads the tries of many targets over a fifth of the wait
   */
  Duration delay(Problem problem, int failures, Duration retryDelay, double jitter) {
    Duration asked = problem.retryAfter().orElse(Duration.ZERO);
    if (problem.isUnsent()) {
      // Its turn is kept for then, or nobody may send anything before.
      return asked;
    }
    long first = firstDelays;
    if (firstDelays == 0) {
      // Of tries that cost nothing to others the first three come at once.
      first = failures <= 3 ? 0 : 1;
    } else if (problem.kind() == Problem.Kind.THROTTLED && !asked.isZero()) {
      // Azure has said how long, and only if that does not do it is longer better.
      first = 1;
    }
    int doublings = Math.min(failures - 1, 10);
    long delays = Math.min(first << doublings, mostDelays);
    Duration wait = retryDelay.multipliedBy(delays);
    Duration spread = wait.plusMillis((long) (wait.toMillis() * 0.2 * jitter));
    return spread.compareTo(asked) > 0 ? spread : asked;
  }

  /** What is wrong and what would mend it, naming the thing. */
  static String message(Problem problem, ArmId target) {
    String said = problem.code() + ": " + problem.message();
    return switch (problem.kind()) {
      case UNAUTHENTICATED -> "The credential cannot be used. " + said + " Mend the credential.";
      case DENIED -> said + " " + Denial.remedy(problem, target);
      case NOT_FOUND ->
          TargetKind.named(target) + " is not there (yet); waiting for it to appear. " + said;
      case GROUP_NOT_FOUND ->
          "The resource group of "
              + target
              + " is not there (yet); waiting for it to appear. "
              + said;
      case ROLE_NOT_FOUND, PRINCIPAL_NOT_FOUND, ALREADY_GRANTED ->
          TargetKind.named(target) + " is not as declared. " + said;
      case BEING_DELETED -> TargetKind.named(target) + " is being deleted. " + said;
      case LOCKED ->
          said + " Remove the lock, or have its owner make the change; the operator tries again.";
      case CONFLICT -> "Another change of " + target + " is in the way; trying again. " + said;
      case CHANGED ->
          TargetKind.named(target) + " changed since it was read; planning anew from a new read.";
      case THROTTLED -> throttled(problem);
      case IDENTITY_NOT_FOUND ->
          "A declared identity does not exist (yet): "
              + names(problem)
              + ". Create it, or mend its id in spec.userAssigned. "
              + said;
      case REFUSED ->
          problem.identities().isEmpty()
              ? "Azure refuses the change as it is declared. " + said
              : "Azure refuses to assign "
                  + names(problem)
                  + ". Mend the id in spec.userAssigned, or take the entry out. "
                  + said;
      case UNAVAILABLE -> "Azure does not answer, or not with sense; trying again. " + said;
    };
  }

  /** Without how long it still is where nothing was sent: each look would have news to tell. */
  static String throttled(Problem problem) {
    if (problem.isHeldBack()) {
      return problem.message();
    }
    if (problem.isUnsent()) {
      return "Azure has asked to be left alone; trying again as soon as it may be asked. "
          + problem.message();
    }
    return "Azure asks to be left alone"
        + problem.retryAfter().map(after -> " for " + after.toSeconds() + " s").orElse("")
        + "; trying again after that, and about once a minute while it lasts. "
        + problem.code()
        + ": "
        + problem.message();
  }

  /** The same for the row of an identity that Azure names: short, for the row has the id. */
  static String rowMessage(Problem problem, ArmId identity) {
    return switch (problem.kind()) {
      case IDENTITY_NOT_FOUND ->
          "No identity has this id. Create it, or mend the id in spec.userAssigned.";
      case DENIED -> Denial.row(problem, identity);
      default -> problem.code() + ": " + problem.message();
    };
  }

  private static String names(Problem problem) {
    return names(problem.identities());
  }

  /** The ids, as many of them as a condition has room for. */
  static String names(Set<ArmId> identities) {
    if (identities.isEmpty()) {
      return "the identities of this declaration";
    }
    String names =
        identities.stream().limit(MOST_NAMES).map(ArmId::text).collect(Collectors.joining(", "));
    int more = identities.size() - MOST_NAMES;
    return more > 0 ? "%s and %d more".formatted(names, more) : names;
  }
}
