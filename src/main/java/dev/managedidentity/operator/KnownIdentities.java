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
import java.util.concurrent.ConcurrentHashMap;

/**
 * What user-assigned identities are, as Azure told last: fifty targets that have one and the same
 * ask once.
 */
final class KnownIdentities {
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
   * @param isGone Azure itself says that there is no such identity
   */
  record Known(Optional<Principal> principal, boolean isGone, Instant at) {}

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
    boolean gone =
        answer.problem().filter(problem -> problem.kind() == Problem.Kind.NOT_FOUND).isPresent();
    Known fresh =
        new Known(
            answer.value().map(one -> new Principal(one.clientId(), one.principalId())), gone, now);
    known.put(id, fresh);
    return fresh;
  }
}
