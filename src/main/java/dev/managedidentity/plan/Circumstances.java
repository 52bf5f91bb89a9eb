package dev.managedidentity.plan;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a plan must reckon with beside what is declared and what is there.
 *
 * @param systemAssignedSupported false for Flexible scale sets, which refuse one
 * @param setAside identities that are not to be assigned just now, because they do not exist (yet)
 *     or Azure refuses them: all others are assigned without them, and what is on the target stays
 * @param stale identities on the target that were deleted and created again since they were
 *     assigned: Azure never heals such a reference, only taking it off and assigning it anew does
 * @param managedGroup of a target that AKS manages: Authoritative does not remove the identities of
 *     this group, which are those of the kubelet and of the add-ons
 */
public record Circumstances(
    boolean systemAssignedSupported,
    Set<ArmId> setAside,
    Set<ArmId> stale,
    Optional<ManagedGroup> managedGroup) {

  public Circumstances {
    setAside = Collections.unmodifiableSet(new TreeSet<>(setAside));
    stale = Collections.unmodifiableSet(new TreeSet<>(stale));
  }

  /** Of a target that AKS does not manage. */
  public Circumstances(boolean systemAssignedSupported, Set<ArmId> setAside, Set<ArmId> stale) {
    this(systemAssignedSupported, setAside, stale, Optional.empty());
  }

  /** All identities can be assigned, and none is stale. */
  public static Circumstances usual(boolean systemAssignedSupported) {
    return new Circumstances(systemAssignedSupported, Set.of(), Set.of());
  }
}
