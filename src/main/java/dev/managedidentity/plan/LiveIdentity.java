package dev.managedidentity.plan;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity block of a target as Azure shows it.
 *
 * @param systemAssigned whether there is a system-assigned identity
 * @param principalId of the system-assigned identity; null where there is none
 * @param tenantId of the system-assigned identity; null where there is none
 * @param userAssigned the user-assigned identities, in Azure's own casing
 */
public record LiveIdentity(
    boolean systemAssigned,
    String principalId,
    String tenantId,
    Map<ArmId, Principal> userAssigned) {

  public static final LiveIdentity NONE = new LiveIdentity(false, null, null, Map.of());

  public LiveIdentity {
    userAssigned = Collections.unmodifiableMap(new TreeMap<>(userAssigned));
  }

  /** The type that describes this identity, as Azure spells it. */
  public IdentityType type() {
    return IdentityType.of(systemAssigned, !userAssigned.isEmpty());
  }

  /** Whether the identity, or with null the system-assigned one, is there. */
  boolean has(ArmId subject) {
    return subject == null ? systemAssigned : userAssigned.containsKey(subject);
  }

  /**
   * What Azure shows of one user-assigned identity. Both ids are null while an operation runs, on
   * Flexible scale sets, and where the reference is stale.
   */
  public record Principal(String clientId, String principalId) {
    public static final Principal UNKNOWN = new Principal(null, null);
  }
}
