package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;

/**
 * The little of Azure's compute that the identity of a scale set or a virtual machine needs. Each
 * call is one request.
 */
public interface Compute {

  /** Reads one scale set or machine. */
  Answer<ComputeResource> read(ArmId target);

  /**
   * Sends one PATCH and returns as soon as Azure has answered it; the operation it starts goes on.
   *
   * @param etag what the plan was made from, sent as If-Match; null to send none
   */
  Answer<Accepted> patch(ArmId target, IdentityPatch patch, String etag);

  /** Asks once how an operation goes. */
  Answer<OperationState> poll(Operation operation);
}
