package dev.managedidentity.plan;

import java.util.List;

/**
 * One thing that must change on a target.
 *
 * @param action what is done
 * @param identity to which user-assigned identity, in Azure's own casing where it is attached; null
 *     for the system-assigned one
 * @param causes the keys of the declarations that want it, oldest first
 */
public record Change(Action action, ArmId identity, List<String> causes) {

  /** What can be done to an identity block. */
  public enum Action {
    ASSIGN,
    REMOVE
  }

  public Change {
    causes = List.copyOf(causes);
  }

  public boolean isSystemAssigned() {
    return identity == null;
  }

  /** The change in words, the same in status, logs, events and on the command line. */
  public String words() {
    String verb = action == Action.ASSIGN ? "assign " : "remove ";
    return verb + (isSystemAssigned() ? "the system-assigned identity" : identity.text());
  }
}
