package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import java.time.Duration;
import java.util.Optional;

/** Reads what Azure said to a PATCH. */
final class PatchAnswer {
  private PatchAnswer() {}

  static Answer<Accepted> read(Reply reply, ArmId target, IdentityPatch patch) {
    if (!reply.isSuccess()) {
      return Answer.not(Problems.of(reply, patch.userAssigned().keySet()));
    }
    Optional<Operation> operation = reply.operation();
    if (operation.isPresent()) {
      return Answer.of(new Accepted(operation, RetryAfter.beforePoll(reply.retryAfter())));
    }
    // Without an operation to ask, the body alone shows that it was Azure who said yes.
    Answer<ComputeResource> after = ComputeAnswer.read(reply, target);
    return after
        .problem()
        .map(Answer::<Accepted>not)
        .orElseGet(() -> Answer.of(new Accepted(Optional.empty(), Duration.ZERO)));
  }
}
