package dev.managedidentity.plan;

import dev.managedidentity.api.RoleAssignmentState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which role assignments must be made and which taken away, and what that means to each
 * declaration.
 *
 * @param grants to be made, each once, however many declarations want it
 * @param revocations to be taken away, each once
 * @param shares by the key of each declaration; all are to be on record before anything is granted
 */
public record RolePlan(
    List<Grant> grants, List<Revocation> revocations, Map<String, Share> shares) {

  public RolePlan {
    grants = List.copyOf(grants);
    revocations = List.copyOf(revocations);
    shares = Collections.unmodifiableMap(new TreeMap<>(shares));
  }

  /**
   * A role assignment to be made.
   *
   * @param id its whole ARM id, always the same for one principal, role and scope, so that a second
   *     try finds the first
   * @param definition the GUID of the role's definition
   * @param causes the keys of the declarations that want it, oldest first
   */
  public record Grant(
      String id,
      String principalId,
      String definition,
      String role,
      String scope,
      List<String> causes) {

    public Grant {
      causes = List.copyOf(causes);
    }

    /** The change in words, the same in status, logs and events. */
    public String words() {
      return "grant " + role + " on " + scope;
    }
  }

  /** A role assignment to be taken away. */
  public record Revocation(RoleRecord record, List<String> causes) {

    public Revocation {
      causes = List.copyOf(causes);
    }

    public String words() {
      return "take away " + record.role() + " on " + record.scope();
    }
  }

  /**
   * One declaration's share.
   *
   * @param rows in the order of the declaration, then what is to be taken away
   * @param changes those it wants, in words; for Observe those it would want
   * @param released nothing is left to take away for it: as far as roles go, a leaving declaration
   *     may go once every other share is on record
   */
  public record Share(List<Row> rows, List<String> changes, boolean released) {

    public Share {
      rows = List.copyOf(rows);
      changes = List.copyOf(changes);
    }
  }

  /**
   * One role assignment; {@code owned} as it is once the grants are on their way.
   *
   * @param principalId null where there is no principal (yet)
   * @param definition the GUID of the role's definition; null while it is not known
   * @param id null where it cannot be told (yet)
   */
  public record Row(
      String role,
      String scope,
      RoleAssignmentState state,
      boolean owned,
      String principalId,
      String definition,
      String id) {}
}
