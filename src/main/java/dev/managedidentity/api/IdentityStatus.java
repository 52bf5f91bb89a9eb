package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/** What the operator knows of a declaration's target, and what it is doing about it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class IdentityStatus {
  /** The generation of the spec this status speaks of. */
  public Long observedGeneration;

  public List<Condition> conditions = new ArrayList<>();

  /** The identity type as Azure spells it; {@code None} where there is no identity. */
  public String type;

  public SystemAssignedStatus systemAssigned;

  /** One row an identity, in the order of their ids. */
  public List<IdentityRow> identities = new ArrayList<>();

  /** What would be, or is being, changed, in words. */
  public List<String> plan = new ArrayList<>();

  /** The Azure operation under way, so that a restart carries on with it. */
  public OperationStatus operation;

  /** RFC 3339; written when something else changes, and at most every ten minutes otherwise. */
  public String lastVerifiedTime;
}
