package dev.managedidentity.operator;

import dev.managedidentity.api.DeletionPolicy;
import java.time.Duration;

/**
 * What can be set of how declarations are deleted.
 *
 * @param policy of declarations that set none and whose namespace sets none
 * @param maxRemovals from how many targets deletions may remove something within {@link #WINDOW}; 0
 *     for any number
 */
public record DeletionSettings(DeletionPolicy policy, int maxRemovals) {

  /** The period that the removal limit is about. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  /** What applies where nothing is set. */
  public static final DeletionSettings DEFAULT = new DeletionSettings(DeletionPolicy.Remove, 10);

  public DeletionSettings {
    if (maxRemovals < 0) {
      throw new IllegalArgumentException(
          "--max-removals must be 0 (no limit) or more, not " + maxRemovals);
    }
  }
}
