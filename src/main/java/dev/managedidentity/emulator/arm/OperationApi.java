package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;

/** What clients poll. */
final class OperationApi {
  private final World world;

  OperationApi(World world) {
    this.world = world;
  }

  /** The operation itself: always 200, whatever became of it; the body says. */
  Answer status(Call call, String name) {
    Operation operation = genuine(call, name);
    if (call.request().query().containsKey("monitor")) {
      return result(operation);
    }
    Answer answer = Answer.json(200, operation.body());
    // Only the first answer while it runs names a time to wait, and a long one.
    return operation.isRunning() && operation.firstPoll()
        ? answer.with("Retry-After", Integer.toString(world.timing.retryAfter(10)))
        : answer;
  }

  /** A Location URL: 202 while it runs, then the end. */
  Answer monitor(Call call, String name) {
    return result(genuine(call, name));
  }

  private Answer result(Operation operation) {
    return operation.isRunning()
        ? Answer.empty(202).with("Retry-After", Integer.toString(world.timing.retryAfter(10)))
        : Answer.empty(200);
  }

  private Operation genuine(Call call, String name) {
    if (!call.is("GET")) {
      throw Refusals.methodNotAllowed(call.method());
    }
    if (!world.urls.isGenuine(call.request().target())) {
      throw new ArmException(
          400,
          "InvalidParameter",
          "The URL of the operation is not as it was given out: its signature does not fit.");
    }
    return world
        .operations
        .find(name)
        .orElseThrow(
            () ->
                new ArmException(
                    404, "NotFound", "The entity was not found in this Azure location."));
  }
}
