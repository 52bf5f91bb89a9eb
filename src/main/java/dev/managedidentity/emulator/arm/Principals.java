package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Which principals the directory knows. It hears of new ones late. */
final class Principals {
  private final Clock clock;
  private final Duration delay;
  private final Map<String, Instant> knownFrom = new HashMap<>();

  Principals(Clock clock, Duration delay) {
    this.clock = clock;
    this.delay = delay;
  }

  /** Notes a principal that was made just now. */
  void made(String principal) {
    knownFrom.putIfAbsent(key(principal), clock.instant().plus(delay));
  }

  /** Notes a principal that was always there. */
  void old(String principal) {
    knownFrom.put(key(principal), Instant.MIN);
  }

  /** Notes every principal that stands in a body. */
  void oldOnesIn(ObjectNode body) {
    for (JsonNode found : body.findValues("principalId")) {
      old(found.asText());
    }
  }

  boolean knows(String principal) {
    Instant from = knownFrom.get(key(principal));
    return from != null && !from.isAfter(clock.instant());
  }

  private static String key(String principal) {
    return principal.toLowerCase(Locale.ROOT);
  }
}
