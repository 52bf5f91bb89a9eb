package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the Resource Graph has: every resource as it was a while ago. */
final class Snapshots {
  private final Clock clock;
  private final Duration age;
  private final Map<String, Deque<Version>> byId = new HashMap<>();

  /** In the order in which they are forgotten. */
  private final Deque<Remembered> remembered = new ArrayDeque<>();

  /**
   * @param body what the resource was, or null where it was not there
   * @param until when it stopped being so
   */
  private record Version(ObjectNode body, Instant until) {}

  private record Remembered(String id, Instant until) {}

  Snapshots(Clock clock, Duration age) {
    this.clock = clock;
    this.age = age;
  }

  /** When the answers of now were true. */
  Instant time() {
    return clock.instant().minus(age);
  }

  /** To be told before a resource changes. */
  void changes(Resource resource) {
    remember(resource, resource.body().deepCopy());
  }

  /** To be told before a resource is there. */
  void appears(Resource resource) {
    remember(resource, null);
  }

  /** The body as it was then; nothing where the resource was not there yet. */
  Optional<ObjectNode> of(Resource resource) {
    forget();
    Deque<Version> versions = byId.get(resource.id().key());
    return versions == null
        ? Optional.of(resource.body().deepCopy())
        : Optional.ofNullable(versions.getFirst().body()).map(ObjectNode::deepCopy);
  }

  private void remember(Resource resource, ObjectNode body) {
    if (age.isZero()) {
      return;
    }
    forget();
    Instant now = clock.instant();
    String id = resource.id().key();
    byId.computeIfAbsent(id, one -> new ArrayDeque<>()).addLast(new Version(body, now));
    remembered.addLast(new Remembered(id, now));
  }

  /** What is too old for every answer to come. */
  private void forget() {
    while (!remembered.isEmpty() && !remembered.getFirst().until().isAfter(time())) {
      String id = remembered.removeFirst().id();
      Deque<Version> versions = byId.get(id);
      versions.removeFirst();
      if (versions.isEmpty()) {
        byId.remove(id);
      }
    }
  }
}
