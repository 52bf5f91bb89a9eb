package dev.managedidentity.operator;

import dev.managedidentity.azure.ComputeResource;
import java.time.Instant;

/**
 * A target as it was seen.
 *
 * @param at when the asking began: what happened after that may not show
 * @param source what showed it: only a read of the target itself is good for a change
 */
record Sighting(ComputeResource resource, Instant at, Source source) {
  /** What shows a target. */
  enum Source {
    /** A read of the target itself. */
    TARGET,
    /** A list of the subscription, at its source. */
    LIST,
    /** A list that the Resource Graph answered: some time old. */
    GRAPH
  }

  boolean ofGraph() {
    return source == Source.GRAPH;
  }

  /** Whether a list showed it, so that no change must be made from it. */
  boolean isListed() {
    return source != Source.TARGET;
  }

  /** Whether it shows something else than was seen before. */
  boolean isNews(ComputeResource before) {
    return ofGraph() ? !isLike(before) : !resource.equals(before);
  }

  boolean isLike(ComputeResource before) {
    return resource.isLike(before);
  }
}
