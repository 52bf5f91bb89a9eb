package dev.managedidentity.plan;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Who is to have the roles, and which it has.
 *
 * @param presence whether there is such a principal
 * @param principalId null unless it is there
 * @param roles the role assignments of this principal at the declared scopes, those that it has
 *     from above a scope too
 * @param unread the declared scopes, folded, of which the role assignments could not be read
 */
public record RoleHolder(
    Presence presence, String principalId, Collection<LiveRole> roles, Set<String> unread) {

  /** Whether there is a principal. */
  public enum Presence {
    THERE,
    /** Surely none: what was granted to an earlier one are orphans. */
    NONE,
    /** It is on its way, or the target could not be read: nothing may be concluded. */
    UNKNOWN
  }

  public static final RoleHolder NONE = new RoleHolder(Presence.NONE, null, List.of(), Set.of());
  public static final RoleHolder UNKNOWN =
      new RoleHolder(Presence.UNKNOWN, null, List.of(), Set.of());

  public RoleHolder {
    roles = List.copyOf(roles);
    unread = Set.copyOf(unread);
  }
}
