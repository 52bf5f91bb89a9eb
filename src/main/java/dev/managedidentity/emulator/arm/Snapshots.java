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

  /**
   * @param body what the resource was, or null where it was not there
   * @param until when it stopped being so
   */
  private record Version(ObjectNode body, Instant until) {}

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
    Deque<Version> versions = byId.get(resource.id().key());
    if (versions == null) {
      return Optional.of(resource.body().deepCopy());
    }
    forget(versions);
    if (versions.isEmpty()) {
      byId.remove(resource.id().key());
      return Optional.of(resource.body().deepCopy());
    }
    return Optional.ofNullable(versions.peekFirst().body()).map(ObjectNode::deepCopy);
  }

  private void remember(Resource resource, ObjectNode body) {
    if (age.isZero()) {
      return;
    }
    Deque<Version> versions = byId.computeIfAbsent(resource.id().key(), id -> new ArrayDeque<>());
    forget(versions);
    versions.addLast(new Version(body, clock.instant()));
  }

  private void forget(Deque<Version> versions) {
    while (!versions.isEmpty() && !versions.peekFirst().until().isAfter(time())) {
      versions.removeFirst();
    }
  }
}
