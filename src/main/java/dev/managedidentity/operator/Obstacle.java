package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;

/**
 * Why something could not be done, in the words of a condition.
 *
 * @param stalled true if nothing will change until somebody changes something
 * @param message what is in the way, and what mends it
 */
record Obstacle(Reason reason, boolean stalled, String message) {}
