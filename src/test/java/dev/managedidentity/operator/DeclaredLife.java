package dev.managedidentity.operator;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import java.util.List;

/**
 * What the declarations of a target mean, by their plain fields only and apart from the planner. A
 * subject is an id, or null for the system-assigned identity.
 */
record DeclaredLife(List<Declaration> declarations) {

  DeclaredLife {
    declarations = declarations.stream().sorted(Declaration.BY_AGE).toList();
  }

  /** How a subject must end. */
  enum End {
    THERE,
    GONE,
    AS_IT_WAS
  }

  End end(ArmId subject) {
    Boolean elder =
        declarations.stream()
            .filter(d -> counts(d) && said(d, subject) != null)
            .map(d -> said(d, subject))
            .findFirst()
            .orElse(null);
    if (elder != null && anyActing(subject, elder)) {
      return elder ? End.THERE : End.GONE;
    }
    boolean kept = isWanted(subject) || isIgnored(subject);
    boolean taken = isSwept(subject) || declarations.stream().anyMatch(d -> releases(d, subject));
    return taken && !kept ? End.GONE : End.AS_IT_WAS;
  }

  /** Whether the operator may take away what it did not put there. */
  boolean mayTakeForeign(ArmId subject) {
    return anyActing(subject, false)
        || (isSwept(subject) && !isWanted(subject) && !isIgnored(subject));
  }

  /** Whether the operator may take away what it put there. */
  boolean mayTakeOurs(ArmId subject) {
    return anyActing(subject, false) || (!isWanted(subject) && !isIgnored(subject));
  }

  boolean isWanted(ArmId subject) {
    return declarations.stream().anyMatch(d -> wants(d, subject));
  }

  static boolean wants(Declaration d, ArmId subject) {
    return counts(d) && Boolean.TRUE.equals(said(d, subject));
  }

  boolean isOwnedOnRecord(ArmId subject) {
    return declarations.stream().anyMatch(d -> owns(d, subject));
  }

  static boolean owns(Declaration d, ArmId subject) {
    return subject == null ? d.ownsSystemAssigned() : d.owned().contains(subject);
  }

  boolean isMendingOnRecord(ArmId subject) {
    return subject != null && declarations.stream().anyMatch(d -> d.mending().contains(subject));
  }

  /** While all are suspended nothing is looked at, and the records are as they were. */
  boolean isIdle() {
    return declarations.stream().allMatch(Declaration::suspended);
  }

  /** Without those that go before anything is looked at, and their records with them. */
  DeclaredLife thatStay() {
    return new DeclaredLife(
        declarations.stream().filter(d -> !d.leaving() || (active(d) && !retains(d))).toList());
  }

  private boolean anyActing(ArmId subject, boolean said) {
    return declarations.stream()
        .anyMatch(d -> counts(d) && active(d) && Boolean.valueOf(said).equals(said(d, subject)));
  }

  private boolean isSwept(ArmId subject) {
    return subject != null
        && declarations.stream()
            .anyMatch(d -> counts(d) && active(d) && d.mode() == Mode.Authoritative);
  }

  private boolean isIgnored(ArmId subject) {
    return subject != null
        && declarations.stream()
            .filter(d -> counts(d) && d.mode() == Mode.Authoritative)
            .flatMap(d -> d.ignore().stream())
            // No other kind of pattern is declared here.
            .anyMatch(pattern -> subject.folded().endsWith(pattern.glob().substring(1)));
  }

  private static boolean releases(Declaration d, ArmId subject) {
    boolean handedBack = subject == null && d.systemAssigned() == null;
    return active(d) && owns(d, subject) && !retains(d) && !handedBack;
  }

  private static boolean retains(Declaration d) {
    return d.leaving() && d.deletionPolicy() == DeletionPolicy.Retain;
  }

  private static boolean counts(Declaration d) {
    return d.mode() != Mode.Observe && !d.leaving();
  }

  private static boolean active(Declaration d) {
    return d.mode() != Mode.Observe && !d.suspended();
  }

  private static Boolean said(Declaration d, ArmId subject) {
    if (subject == null) {
      return d.systemAssigned() == null ? null : d.systemAssigned() == SystemAssigned.Enabled;
    }
    Ensure ensure = d.userAssigned().get(subject);
    return ensure == null ? null : ensure == Ensure.Assigned;
  }
}
