package dev.managedidentity.operator;

import dev.managedidentity.azure.ComputeResource;
import java.time.Instant;

/**
 * A target as it was seen.
 *
 * @param at when the asking began: what happened after that may not show
 */
record Sighting(ComputeResource resource, Instant at) {}
