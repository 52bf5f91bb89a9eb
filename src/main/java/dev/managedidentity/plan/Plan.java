package dev.managedidentity.plan;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What must change on a target, and what that means to each of its declarations.
 *
 * @param patch the next PATCH; empty when nothing has to change. Where more changes are needed than
 *     Azure takes at once, it carries the first of them and a later plan the rest.
 * @param changes everything that must change, system-assigned first, then by id
 * @param shares by the key of each declaration, in the order of the keys. All are to be on record
 *     before the PATCH is sent and before a released declaration goes: a kill in between then loses
 *     nothing.
 */
public record Plan(Optional<IdentityPatch> patch, List<Change> changes, Map<String, Share> shares) {

  public Plan {
    changes = List.copyOf(changes);
    shares = Collections.unmodifiableMap(new TreeMap<>(shares));
  }

  public Share share(Declaration declaration) {
    return shares.get(declaration.key());
  }
}
