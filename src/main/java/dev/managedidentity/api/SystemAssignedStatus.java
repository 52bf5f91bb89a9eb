package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/** The system-assigned identity of the target. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class SystemAssignedStatus {
  public IdentityState state;

  /** True if this operator switched it on, so that it may switch it off again. */
  public boolean owned;

  public String principalId;
  public String tenantId;
}
