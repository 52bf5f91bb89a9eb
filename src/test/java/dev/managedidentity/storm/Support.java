package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ControlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Ends operations that would run for ever, as Azure's support does. */
final class Support {
  private static final String CLIENT = "support";

  /** At no time factor below 1 an operation takes as long that ends by itself. */
  private static final Duration HANGING = Duration.ofSeconds(46);

  private final ControlClient azure;
  private final Duration hanging;

  /** When each scale set was first seen updating. */
  private final Map<String, Instant> updatingSince = new HashMap<>();

  Support(ControlClient azure, double timeFactor) {
    this.azure = azure;
    this.hanging = Duration.ofMillis((long) (HANGING.toMillis() * timeFactor) + 1000);
  }

  /** Ends the operations of the scale sets that have been updating for too long by now. */
  void endHangingOperations() {
    Instant now = Instant.now();
    Map<String, String> identities = new HashMap<>();
    Set<String> updating = new TreeSet<>();
    for (JsonNode target : azure.targets()) {
      String id = target.path("id").asText();
      if (target.path("state").asText().equals("Updating")) {
        updating.add(id);
        if (updatingSince.computeIfAbsent(id, unused -> now).plus(hanging).isBefore(now)) {
          String type = target.at("/identity/type").asText(IdentityBlock.NONE);
          identities.put(id, "{\"type\":\"" + type + "\"}");
        }
      }
    }
    updatingSince.keySet().retainAll(updating);
    if (!identities.isEmpty()) {
      azure.change(CLIENT, identities);
    }
  }
}
