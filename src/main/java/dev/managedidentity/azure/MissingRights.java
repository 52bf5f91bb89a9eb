package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator may not do that a change takes, as far as Azure tells. What is in neither list
 * could not be read.
 *
 * @param principal the object id of the operator; empty if it is not known
 * @param sufficient where it may do all that the change takes
 */
public record MissingRights(Optional<String> principal, List<Lack> lacks, Set<ArmId> sufficient) {

  /** Nothing could be read. */
  public static final MissingRights UNKNOWN =
      new MissingRights(Optional.empty(), List.of(), Set.of());

  /**
   * What is missing on one scope.
   *
   * @param role a built-in one that has these actions
   */
  public record Lack(ArmId scope, String role, List<String> actions) {}
}
