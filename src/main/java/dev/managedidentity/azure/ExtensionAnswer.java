package dev.managedidentity.azure;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads what Azure said to a change of an extension. */
final class ExtensionAnswer {
  private static final Accepted AT_ONCE = new Accepted(Optional.empty(), Duration.ZERO);

  private ExtensionAnswer() {}

  static Answer<Accepted> ofPut(Reply reply, String id) {
    return early(reply)
        .orElseGet(
            () ->
                // Without an operation to ask, the body alone shows that it was Azure who said yes.
                Body.read(
                    reply,
                    body -> {
                      if (!Body.requiredText(body, "id").equalsIgnoreCase(id)) {
                        throw new Senseless("the body is of another resource");
                      }
                      return AT_ONCE;
                    }));
  }

  /** Azure sends Azure-AsyncOperation beside a Location, so that the one is enough to ask. */
  static Answer<Accepted> ofDelete(Reply reply) {
    return early(reply)
        .orElseGet(
            () ->
                reply.isBare() && reply.status() != HttpURLConnection.HTTP_ACCEPTED
                    ? Answer.of(AT_ONCE)
                    : Answer.not(Problems.senseless(reply, "there is no operation to ask")));
  }

  /** A refusal, or an operation that is under way. */
  private static Optional<Answer<Accepted>> early(Reply reply) {
    if (!reply.isSuccess()) {
      return Optional.of(Answer.not(Problems.of(reply, Set.of())));
    }
    Optional<Operation> operation = reply.operation();
    return operation.isPresent()
        ? Optional.of(Answer.of(new Accepted(operation, RetryAfter.beforePoll(reply.retryAfter()))))
        : Optional.empty();
  }
}
