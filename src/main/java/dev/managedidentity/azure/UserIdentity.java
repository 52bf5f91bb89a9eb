package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.util.Map;

/**
 * A user-assigned identity as Azure shows it.
 *
 * @param id as Azure spells it
 * @param location as Azure spells it, such as westeurope
 */
public record UserIdentity(
    ArmId id,
    String location,
    Map<String, String> tags,
    String tenantId,
    String principalId,
    String clientId) {

  public UserIdentity {
    tags = Map.copyOf(tags);
  }
}
