package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;

/** The little of Azure that a scale set's identity needs. Each call is one request. */
public interface ScaleSets {

  /** Reads one scale set. */
  Answer<ScaleSet> read(ArmId scaleSet);

  /**
   * Sends one PATCH and returns as soon as Azure has answered it; the operation it starts goes on.
   *
   * @param etag what the plan was made from, sent as If-Match; null to send none
   */
  Answer<Accepted> patch(ArmId scaleSet, IdentityPatch patch, String etag);

  /** Asks once how an operation goes. */
  Answer<OperationState> poll(Operation operation);
}
