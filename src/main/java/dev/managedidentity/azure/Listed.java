package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a list shows. Of machines it need not show the extensions, which are resources of their own.
 *
 * @param resources by id; what makes no sense is left out, and is to be read by itself
 * @param pages how many requests it took
 * @param asOf of the Resource Graph, which time its pages show, the oldest; empty if it does not
 *     say
 * @param rest empty if it was read to its end
 */
public record Listed(
    Map<ArmId, ComputeResource> resources, int pages, Optional<Instant> asOf, Optional<Rest> rest) {

  /**
   * Pages for which there was no room.
   *
   * @param from to be asked for then
   * @param in how long there is room again
   */
  public record Rest(String from, Duration in) {}

  public Listed {
    resources = Collections.unmodifiableMap(new TreeMap<>(resources));
  }
}
