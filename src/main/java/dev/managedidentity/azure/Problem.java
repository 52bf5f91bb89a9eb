package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why Azure did not do what it was asked.
 *
 * @param code Azure's error code, or a short word of ours where Azure gave none
 * @param message Azure's own words where there are any; never a token or a secret
 * @param retryAfter how long Azure asks to be left alone
 * @param identities those of the identities sent that the error names
 * @param rights of a refusal, which rights are missing, if that was looked up
 */
public record Problem(
    Kind kind,
    String code,
    String message,
    Optional<Duration> retryAfter,
    Set<ArmId> identities,
    Optional<MissingRights> rights) {

  /** As Azure's refusals say whom they are for. */
  private static final Pattern OBJECT_ID =
      Pattern.compile(
          "object id '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'", Pattern.CASE_INSENSITIVE);

  /** Codes of ours, of what was not sent. */
  private static final String HELD_BACK = "HeldBack";

  private static final String GATE_CLOSED = "GateClosed";

  public Problem(
      Kind kind, String code, String message, Optional<Duration> retryAfter, Set<ArmId> named) {
    this(kind, code, message, retryAfter, named, Optional.empty());
  }

  /** A resource that says so itself, before Azure has to. */
  public static Problem beingDeleted() {
    return new Problem(
        Kind.BEING_DELETED,
        "Deleting",
        "its provisioningState is Deleting",
        Optional.empty(),
        Set.of());
  }

  /** There is nothing to sign in with, so that Azure is not even asked. */
  public static Problem noCredential(String code, String message) {
    return new Problem(Kind.UNAUTHENTICATED, code, message, Optional.empty(), Set.of());
  }

  /** There is no room for it in what Azure lets through, so that it was not even sent. */
  static Problem heldBack(Allowance scarce, Duration wait) {
    return new Problem(
        Kind.THROTTLED,
        HELD_BACK,
        "Azure lets %d %s through at once and %s after that, and those are used up; the turn of this one is in %d s."
            .formatted(
                scarce.burst,
                scarce.words,
                scarce.pace(),
                Math.max(1, (wait.toMillis() + 999) / 1000)),
        Optional.of(wait),
        Set.of());
  }

  /** Azure asked for this of another call, and means this one, too: it was not sent. */
  Problem closedFor(Duration left) {
    return new Problem(
        kind, GATE_CLOSED, code + ": " + message, Optional.of(left), Set.of(), Optional.empty());
  }

  /** Whether Azure does not show the subscription, which may be of another tenant by now. */
  public boolean isOfSubscription() {
    return code.equals("SubscriptionNotFound");
  }

  /** Whether the credential is not accepted, or lacks a permission. */
  public boolean isOfAccess() {
    return kind == Kind.UNAUTHENTICATED || kind == Kind.DENIED;
  }

  /** Whether others come first, and that is all. */
  public boolean isHeldBack() {
    return code.equals(HELD_BACK);
  }

  /** Whether it was not even sent, so that nothing has failed. */
  public boolean isUnsent() {
    return isHeldBack() || code.equals(GATE_CLOSED);
  }

  /**
   * The same, and how long it is really left alone: at least as long as Azure asks, and no longer
   * than is sensible.
   */
  public Problem retriedAfter(Duration delay) {
    return kind == Kind.THROTTLED && !isUnsent()
        ? new Problem(kind, code, message, Optional.of(delay), identities, rights)
        : this;
  }

  /** The same, where it is known better what it means. */
  public Problem as(Kind known) {
    return new Problem(known, code, message, retryAfter, identities, rights);
  }

  /** The same, known by elimination to be about this identity, which the error does not name. */
  public Problem about(ArmId identity) {
    return about(Set.of(identity));
  }

  /** The same, known to be about these identities. */
  public Problem about(Set<ArmId> known) {
    return new Problem(kind, code, message, retryAfter, known, rights);
  }

  /** The same, now that it was looked up which rights are missing. */
  public Problem with(MissingRights known) {
    return new Problem(kind, code, message, retryAfter, identities, Optional.of(known));
  }

  /** The object id of whom Azure refused, a GUID, if it says so. */
  public Optional<String> refusedPrincipal() {
    Matcher found = OBJECT_ID.matcher(message);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /** The same, known by asking for the identities that it does not name: these are not there. */
  public Problem notFound(Set<ArmId> missing) {
    return new Problem(Kind.IDENTITY_NOT_FOUND, code, message, retryAfter, missing, rights);
  }

  /** What can go wrong. */
  public enum Kind {
    /** The credential is not accepted: 401, or no token to be had. */
    UNAUTHENTICATED,
    /** 403: a right is missing, or a deny assignment stands in the way. */
    DENIED,
    /** 404: the resource, its group or its subscription. */
    NOT_FOUND,
    /** 404: the resource group of an identity, or its subscription. */
    GROUP_NOT_FOUND,
    /** No role has this name, or no definition this id. */
    ROLE_NOT_FOUND,
    /** 400: the directory does not know the principal (yet), which is usual for a new one. */
    PRINCIPAL_NOT_FOUND,
    /** 409: an equal role assignment is there under another name. */
    ALREADY_GRANTED,
    /** 409: a lock forbids the change. */
    LOCKED,
    /** 409: the resource is marked for deletion. */
    BEING_DELETED,
    /** 409 otherwise: another change is in the way. */
    CONFLICT,
    /** 412: the resource changed since it was read. */
    CHANGED,
    /** 429, or one that would come: see {@link #isUnsent}. */
    THROTTLED,
    /** 400: an identity to be assigned does not exist. */
    IDENTITY_NOT_FOUND,
    /** Any other 4xx: Azure will not take this request however often it is sent. */
    REFUSED,
    /**
     * 5xx, no answer in time, a broken connection, or an answer without sense. Of a PATCH it is not
     * known whether it took effect.
     */
    UNAVAILABLE
  }
}
