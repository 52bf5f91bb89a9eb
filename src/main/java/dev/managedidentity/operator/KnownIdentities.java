package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Identities;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What user-assigned identities are, as Azure told last: fifty targets that have one and the same
 * ask once.
 */
final class KnownIdentities {
  /** Of more, halves are tried first: two or three PATCHes are worth no hundred reads. */
  private static final int MOST_ASKED = 50;

  private final Identities identities;
  private final Clock clock;
  private final Map<ArmId, Known> known = new ConcurrentHashMap<>();

  KnownIdentities(Identities identities, Clock clock) {
    this.identities = identities;
    this.clock = clock;
  }

  /**
   * What is known of one identity.
   *
   * @param principal empty where there is none, or where Azure does not tell us
   * @param missing what Azure says where it shows no such identity, be it for want of its group or
   *     its subscription
   */
  record Known(Optional<Principal> principal, Optional<Problem> missing, Instant at) {
    /** Azure itself says that there is no such identity, in a group that is in sight. */
    boolean isGone() {
      return missing.filter(problem -> problem.kind() == Problem.Kind.NOT_FOUND).isPresent();
    }
  }

  /**
   * @param age how old the answer may be at most
   */
  Known ask(ArmId id, Duration age) {
    Known last = known.get(id);
    Instant now = clock.instant();
    if (last != null && now.isBefore(last.at().plus(age))) {
      return last;
    }
    Answer<UserIdentity> answer = identities.read(id);
    Known fresh =
        new Known(
            answer.value().map(one -> new Principal(one.clientId(), one.principalId())),
            answer.problem().filter(KnownIdentities::isMissing),
            now);
    known.put(id, fresh);
    return fresh;
  }

  private static boolean isMissing(Problem problem) {
    return problem.kind() == Problem.Kind.NOT_FOUND
        || problem.kind() == Problem.Kind.GROUP_NOT_FOUND;
  }

  /**
   * A refusal of a change, with the identities that it must be about: where Azure names none, those
   * that it does not show. To ask costs reads, of which there are many, and saves PATCHes.
   *
   * @param assigned what the change was to assign
   * @param age how old the answers may be at most
   */
  Problem explain(Problem refusal, Set<ArmId> assigned, Duration age) {
    boolean isOfIdentities =
        refusal.kind() == Problem.Kind.REFUSED || refusal.kind() == Problem.Kind.IDENTITY_NOT_FOUND;
    if (!isOfIdentities || !refusal.identities().isEmpty() || assigned.size() > MOST_ASKED) {
      return refusal;
    }
    Set<ArmId> missing = new TreeSet<>();
    for (ArmId id : assigned) {
      if (ask(id, age).missing().isPresent()) {
        missing.add(id);
      }
    }
    return missing.isEmpty() ? refusal : refusal.notFound(missing);
  }
}
