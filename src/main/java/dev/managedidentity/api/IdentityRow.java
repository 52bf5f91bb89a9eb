package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/** One user-assigned identity of the target, or one that is wanted there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class IdentityRow {
  public String id;
  public IdentityState state;

  /** True if this operator assigned it, so that it may remove it again. */
  public boolean owned;

  public String clientId;
  public String principalId;
  public Reason reason;
  public String message;

  /** RFC 3339: since when the state is what it is. */
  public String since;
}
