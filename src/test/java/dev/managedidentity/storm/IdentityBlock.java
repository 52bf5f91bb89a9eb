package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the identity member of a resource says.
 *
 * @param principal of the system-assigned identity, if it has one
 * @param users the ids of the user-assigned ones, in lower case
 */
record IdentityBlock(Optional<String> principal, Set<String> users) {
  static final String NONE = "None";

  static IdentityBlock of(JsonNode identity) {
    Set<String> users = new TreeSet<>();
    identity
        .path("userAssignedIdentities")
        .fieldNames()
        .forEachRemaining(id -> users.add(id.toLowerCase(Locale.ROOT)));
    boolean system =
        identity.path("type").asText().toLowerCase(Locale.ROOT).contains("systemassigned");
    return new IdentityBlock(
        system ? Optional.of(identity.path("principalId").asText()) : Optional.empty(), users);
  }

  boolean has(String identity) {
    return users.contains(identity.toLowerCase(Locale.ROOT));
  }

  /** The type of a block that has these. */
  static String type(boolean systemAssigned, boolean userAssigned) {
    if (systemAssigned) {
      return userAssigned ? "SystemAssigned, UserAssigned" : "SystemAssigned";
    }
    return userAssigned ? "UserAssigned" : NONE;
  }
}
