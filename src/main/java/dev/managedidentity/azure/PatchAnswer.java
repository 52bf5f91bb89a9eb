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
    Answer<ComputeResource> after = ComputeAnswer.read(reply, target);
    // Azure fills the principal of a new system-assigned identity before the operation has ended.
    Optional<String> principalId =
        after.value().flatMap(resource -> Optional.ofNullable(resource.identity().principalId()));
    if (operation.isPresent()) {
      Duration poll = RetryAfter.beforePoll(reply.retryAfter());
      return Answer.of(new Accepted(operation, poll, principalId));
    }
    // Without an operation to ask, the body alone shows that it was Azure who said yes.
    return after
        .problem()
        .map(Answer::<Accepted>not)
        .orElseGet(() -> Answer.of(new Accepted(Optional.empty(), Duration.ZERO, principalId)));
  }
}
