package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.IdentityPatch;
import java.util.Optional;

/**
 * The little of Azure's compute that the identity of a scale set or a virtual machine needs. Each
 * call is one request.
 */
public interface Compute extends Lists {

  /** Reads one scale set or machine that is about to be changed, or was. */
  default Answer<ComputeResource> read(ArmId target) {
    return read(target, Priority.INTERACTIVE);
  }

  /** Reads one scale set or machine. */
  Answer<ComputeResource> read(ArmId target, Priority priority);

  /**
   * Keeps a turn for a PATCH that is about to be sent, among all those that Azure's limits leave no
   * room for at once. Sends nothing.
   *
   * @return why it must not be sent just now, and for how long; empty if it is to be sent now
   */
  Optional<Problem> turnToPatch(ArmId target);

  /**
   * Sends one PATCH and returns as soon as Azure has answered it; the operation it starts goes on.
   *
   * @param etag what the plan was made from, sent as If-Match; null to send none
   */
  Answer<Accepted> patch(ArmId target, IdentityPatch patch, String etag);

  /**
   * Adds a managed identity extension or gives it another port; returns as soon as Azure has
   * answered.
   *
   * @param target as it was read, for an extension of a machine is made where the machine is
   */
  Answer<Accepted> putExtension(ComputeResource target, ExtensionPlan.Change extension);

  /** Removes a managed identity extension; returns as soon as Azure has answered. */
  Answer<Accepted> removeExtension(ComputeResource target, ExtensionPlan.Change extension);

  /** Asks once how an operation goes. */
  Answer<OperationState> poll(Operation operation);
}
