package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;

/** What clients poll. */
final class OperationApi {
  private final World world;

  OperationApi(World world) {
    this.world = world;
  }

  /** The operations of a region, of whatever provider. */
  Answer answer(Call call, ResourcePath path) {
    if (!path.isResource()) {
      throw Routes.nothing(call);
    }
    return status(call, path.names().get(1));
  }

  /** The operation itself: always 200, whatever became of it; the body says. */
  private Answer status(Call call, String name) {
    Operation operation = genuine(call, name);
    if (call.request().query().containsKey("monitor")) {
      return result(call, operation);
    }
    Answer answer = Answer.json(200, operation.body());
    int seconds = operation.isRunning() ? operation.secondsToWait() : 0;
    return seconds > 0
        ? answer.with("Retry-After", Integer.toString(world.timing.retryAfter(seconds)))
        : answer;
  }

  /** A Location URL: 202 while it runs, then the end. */
  Answer monitor(Call call, String name) {
    return result(call, genuine(call, name));
  }

  /** Where the operation made something, its end is that. */
  private Answer result(Call call, Operation operation) {
    if (operation.isRunning()) {
      return Answer.empty(202)
          .with("Location", world.base + call.request().target())
          .with("Retry-After", Integer.toString(world.timing.retryAfter(10)));
    }
    return operation.result() == null
        ? Answer.empty(operation.endStatus())
        : Answer.json(200, operation.result().body().deepCopy());
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
    return world.operations.find(name).orElseThrow(Refusals::entityNotFound);
  }
}
