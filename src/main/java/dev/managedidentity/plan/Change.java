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
    /**
     * Takes off a stale reference that is to be assigned anew: Azure heals one by null and then an
     * empty object only, in two PATCHes. The second is a plain assignment of a later plan.
     */
    REPAIR,
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
    String what = isSystemAssigned() ? "the system-assigned identity" : identity.text();
    return switch (action) {
      case ASSIGN -> "assign " + what;
      case REPAIR ->
          "repair "
              + what
              + " (take it off and assign it anew, for it was deleted and created again)";
      case REMOVE -> "remove " + what;
    };
  }
}
