package dev.managedidentity.api;

import java.util.ArrayList;
import java.util.List;

/**
 * What a declaration says about the identity block of its target, whatever kind of target it is.
 */
public class IdentitySpec {
  public Mode mode = Mode.Additive;

  /** Left out: the system-assigned identity is not managed. */
  public SystemAssigned systemAssigned;

  public List<UserAssigned> userAssigned = new ArrayList<>();

  /** Globs on identity ids; Authoritative never removes what matches one. */
  public List<String> ignore = new ArrayList<>();

  public DeletionPolicy deletionPolicy = DeletionPolicy.Remove;

  public boolean suspend;
}
