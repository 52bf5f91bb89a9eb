package dev.managedidentity.plan;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What must change about the managed identity extension of a target.
 *
 * @param change the next one; where more are needed, a later plan brings the others
 * @param shares by the key of each declaration; all are to be on record before the change is made
 */
public record ExtensionPlan(Optional<Change> change, Map<String, Share> shares) {

  public ExtensionPlan {
    shares = Collections.unmodifiableMap(new TreeMap<>(shares));
  }

  /**
   * One extension to be put (added, or given another port) or removed.
   *
   * @param name on the target: the one it has there, else the one that Azure documents
   * @param port of no meaning for a removal
   * @param causes the keys of the declarations that want it, oldest first
   */
  public record Change(
      boolean present, String name, OperatingSystem os, int port, List<String> causes) {

    public Change {
      causes = List.copyOf(causes);
    }

    /** The change in words, the same in status, logs and events. */
    public String words() {
      return present
          ? "add the extension " + name + " with port " + port
          : "remove the extension " + name;
    }
  }

  /**
   * One declaration's share.
   *
   * @param row empty where there is no extension and none is wanted, or where the declaration does
   *     not speak of it
   * @param changes those it wants, in words; for Observe those it would want
   * @param elder the key of the older declaration that says the opposite; empty if none does
   * @param refused it lacks the permission for what it says, by AzureAccess
   * @param released nothing is left to take away for it
   */
  public record Share(
      Optional<Row> row,
      List<String> changes,
      Optional<String> elder,
      boolean refused,
      boolean released) {

    public Share {
      changes = List.copyOf(changes);
    }
  }

  /** The extension; {@code owned} as it is once the change has been sent. */
  public record Row(IdentityState state, boolean owned, String name, LiveExtension.Setup setup) {}
}
