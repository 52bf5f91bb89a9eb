package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.azure.OperationState.Phase;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads how an operation goes; by its status, as a failed one is HTTP 200 too. */
final class OperationAnswer {
  private OperationAnswer() {}

  static Answer<OperationState> read(Reply reply) {
    if (reply.status() == 404) {
      // Azure forgets operations. What became of this one, the target shows.
      return Answer.not(Problems.of(reply, Set.of()).as(Problem.Kind.NOT_FOUND));
    }
    if (!reply.isSuccess()) {
      return Answer.not(Problems.of(reply, Set.of()));
    }
    Optional<JsonNode> body = Json.whole(reply.body()).filter(JsonNode::isObject);
    if (body.isEmpty()) {
      return Answer.not(Problems.senseless(reply, "the body is no JSON object"));
    }
    String status = body.get().path("status").asText("");
    if (status.isBlank() || !body.get().path("status").isTextual()) {
      return Answer.not(Problems.senseless(reply, "the operation has no status"));
    }
    return Answer.of(state(status, AzureError.in(body.get().path("error")), reply));
  }

  private static OperationState state(String status, AzureError error, Reply reply) {
    return switch (status.toLowerCase(Locale.ROOT)) {
      case "succeeded" -> new OperationState(Phase.SUCCEEDED, Duration.ZERO, null, null);
      case "canceled", "cancelled" -> ended(Phase.PREEMPTED, "Canceled", error);
      case "failed" ->
          ended(error.has("OperationPreempted") ? Phase.PREEMPTED : Phase.FAILED, "Failed", error);
      // Azure's contract: whatever is none of these goes on.
      default ->
          new OperationState(Phase.RUNNING, RetryAfter.beforePoll(reply.retryAfter()), null, null);
    };
  }

  private static OperationState ended(Phase phase, String otherwise, AzureError error) {
    String message = Words.shown(error.message());
    return new OperationState(
        phase,
        Duration.ZERO,
        error.code().map(Words::shown).orElse(otherwise),
        message.isEmpty() ? "Azure gave no reason." : message);
  }
}
