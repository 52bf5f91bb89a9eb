package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;
import java.util.Locale;
import java.util.UUID;

/** Which requests are writes for the activity log, and under which names. */
final class Writes {
  private Writes() {}

  static void note(World world, Call call, Answer answer, String correlation) {
    if (call.is("GET") || call.is("HEAD") || call.request().path().contains("/deployments/")) {
      return;
    }
    ResourcePath.parse(call.request().segments())
        .filter(path -> path.isResource() || path.owner().isPresent())
        .ifPresent(path -> note(world, call, answer, correlation, path));
  }

  /** A write that went past the wire, as one of the portal's does. */
  static void note(World world, Caller caller, ResourceId id) {
    world.activity.note(
        caller,
        id.kind().action("write"),
        id.text(),
        UUID.randomUUID().toString(),
        true,
        world.behaviour.quirks().activityDelay());
  }

  private static void note(
      World world, Call call, Answer answer, String correlation, ResourcePath path) {
    ResourceId id = path.isResource() ? path.resource().orElseThrow() : path.owner().orElseThrow();
    String verb =
        switch (call.method().toUpperCase(Locale.ROOT)) {
          case "DELETE" -> "delete";
          case "POST" -> path.last() + "/action";
          default -> "write";
        };
    world.activity.note(
        call.caller(),
        id.kind().action(verb),
        id.text(),
        correlation,
        answer.status() < 400,
        world.behaviour.quirks().activityDelay());
  }
}
