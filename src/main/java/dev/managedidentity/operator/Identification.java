package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who the declared identities on a target are, as far as that must be known to find references to
 * identities that were deleted, and made again since: the target keeps a reference to the old one,
 * which Azure never heals.
 *
 * @param known what Azure knows the identities as
 * @param gone those of which there is none any more
 * @param until from when on they are to be asked for again
 */
record Identification(Map<ArmId, Principal> known, Set<ArmId> gone, Instant until) {

  /** How many periods an identity of a Flexible scale set is not asked for again. */
  private static final int PERIODS = 10;

  /**
   * Asks for those that the target does not show.
   *
   * @param period of looks at the target
   */
  static Identification of(
      ComputeResource live, List<Declared> declared, KnownIdentities identities, Duration period) {
    Map<ArmId, Principal> known = new TreeMap<>();
    Set<ArmId> gone = new TreeSet<>();
    Instant until = Instant.MAX;
    declared.forEach(one -> known.putAll(one.names().known()));
    for (ArmId id : declaredAndThere(live, declared)) {
      if (!known.containsKey(id) && isAsked(id, live)) {
        Duration age = age(id, live, declared, period);
        KnownIdentities.Known answer = identities.ask(id, age);
        Instant next = answer.at().plus(age);
        until = next.isBefore(until) ? next : until;
        answer.principal().ifPresent(principal -> known.put(id, principal));
        if (answer.isGone()) {
          gone.add(id);
        }
      }
    }
    return new Identification(known, gone, until);
  }

  private static Set<ArmId> declaredAndThere(ComputeResource live, List<Declared> declared) {
    Set<ArmId> ids = new TreeSet<>();
    for (Declared one : declared) {
      if (!one.declaration().leaving() && !one.declaration().suspended()) {
        one.declaration().userAssigned().entrySet().stream()
            .filter(entry -> entry.getValue() == Ensure.Assigned)
            .forEach(entry -> ids.add(entry.getKey()));
      }
    }
    ids.retainAll(live.identity().userAssigned().keySet());
    return ids;
  }

  /**
   * Uniform scale sets and machines show whom a good reference is to, save while an operation runs;
   * a Flexible scale set never does.
   */
  private static boolean isAsked(ArmId id, ComputeResource live) {
    return live.flexible()
        || (!live.isChanging() && live.identity().userAssigned().get(id).equals(Principal.UNKNOWN));
  }

  /** What is written down to be compared later must be fresh, or a repair would be in vain. */
  private static Duration age(
      ArmId id, ComputeResource live, List<Declared> declared, Duration period) {
    if (!live.flexible()) {
      return period;
    }
    boolean isRecorded = declared.stream().anyMatch(one -> recorded(id, one).isPresent());
    return isRecorded ? period.multipliedBy(PERIODS) : Duration.ZERO;
  }

  /** The stale references, with the principal that each is to be for. */
  Map<ArmId, String> stale(ComputeResource live, List<Declared> declared) {
    Map<ArmId, String> stale = new TreeMap<>();
    if (live.isChanging()) {
      // While an operation runs the values of a good reference are empty, too.
      return stale;
    }
    known.forEach(
        (id, principal) -> {
          if (isStale(id, principal, live, declared)) {
            stale.put(id, principal.principalId());
          }
        });
    return stale;
  }

  private static boolean isStale(
      ArmId id, Principal known, ComputeResource live, List<Declared> declared) {
    Principal shown = live.identity().userAssigned().get(id);
    if (shown == null) {
      return false;
    }
    if (!live.flexible()) {
      return !known.principalId().equals(shown.principalId());
    }
    // Only the record tells.
    return declared.stream()
        .flatMap(one -> recorded(id, one).stream())
        .anyMatch(principal -> !principal.equals(known.principalId()));
  }

  private static Optional<String> recorded(ArmId id, Declared by) {
    return by.status().identities.stream()
        .filter(row -> Declarations.recorded(row).filter(id::equals).isPresent())
        .findAny()
        .map((IdentityRow row) -> row.principalId);
  }
}
