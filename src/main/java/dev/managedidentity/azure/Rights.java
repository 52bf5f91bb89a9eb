package dev.managedidentity.azure;

import java.util.Optional;

/**
 * What the operator itself may do in Azure. To be advised by, not to decide by: deny assignments,
 * locks and the conditions of role assignments do not show in it, and a role granted a moment ago
 * may not either.
 */
public interface Rights {

  /**
   * Reads what it may do at a scope, by the roles that it holds there and above. One request, and
   * one more for each further page.
   *
   * @param scope the id of a resource or of a resource group
   */
  Answer<Permissions> at(String scope);

  /** The object id of the operator's principal, a GUID; empty if no token has told it yet. */
  Optional<String> principal();
}
