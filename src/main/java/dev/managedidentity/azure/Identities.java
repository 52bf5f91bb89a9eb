package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.util.Map;

/**
 * User-assigned identities as resources of their own. Each call is one request. Where the resource
 * group or the subscription is not there, all of them end in a problem of kind GROUP_NOT_FOUND.
 */
public interface Identities {

  /** Reads one identity. Not there, or not yet: a problem of kind NOT_FOUND. */
  Answer<UserIdentity> read(ArmId identity);

  /** Where the resource group of an identity is, such as westeurope. */
  default Answer<String> groupLocation(ArmId identity) {
    return groupLocation(identity.subscriptionId(), identity.resourceGroup());
  }

  /** The region of a resource group, which tells that it exists. */
  Answer<String> groupLocation(String subscriptionId, String resourceGroup);

  /**
   * An identity after the request that makes one.
   *
   * @param isNew by Azure's answer (201 Created) this request made it; it was there before if not
   */
  record Creation(UserIdentity identity, boolean isNew) {}

  /** Makes an identity; Azure answers with one that is there already as well. */
  Answer<Creation> create(ArmId identity, String location, Map<String, String> tags);

  /**
   * Gives an identity other tags.
   *
   * @param tags all that it is to have: those not named go
   */
  Answer<UserIdentity> tag(ArmId identity, Map<String, String> tags);

  /** Deletes an identity. True if there was one, false if it was gone already. */
  Answer<Boolean> delete(ArmId identity);
}
