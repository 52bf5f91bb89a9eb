package dev.managedidentity.operator;

import dev.managedidentity.azure.ComputeResource;
import java.time.Instant;

/**
 * A target as it was seen.
 *
 * @param at when the asking began: what happened after that may not show
 * @param ofGraph whether the Resource Graph showed it, so that no change must be made from it
 */
record Sighting(ComputeResource resource, Instant at, boolean ofGraph) {

  /** Whether it shows something else than was seen before. */
  boolean isNews(ComputeResource before) {
    return ofGraph ? !isLike(before) : !resource.equals(before);
  }

  boolean isLike(ComputeResource before) {
    return resource.isLike(before);
  }
}
