package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.time.Instant;
import java.util.List;

/**
 * Who changed what, as Azure noted it: three to twenty minutes late, and kept for 90 days. It names
 * suspects: a write that changed nothing is noted as one that did.
 */
public interface ActivityLog {

  /**
   * One request that was not refused.
   *
   * @param caller the name of a person, or the object id of a service principal or managed identity
   * @param clientId of the application that it was sent with; null where the log does not tell
   * @param operation such as Microsoft.Compute/virtualMachineScaleSets/write
   * @param time when it was sent
   */
  record Entry(String caller, String clientId, String operation, Instant time) {}

  /**
   * The writes to a scale set or machine itself, not to parts of it, by others than this operator,
   * as far as the log has them by now; newest first. One request, and one more for each further
   * page.
   *
   * @param from the first moment
   * @param to the last moment
   */
  Answer<List<Entry>> writes(ArmId id, Instant from, Instant to);
}
