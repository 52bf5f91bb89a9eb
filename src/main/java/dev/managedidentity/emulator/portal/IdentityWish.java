package dev.managedidentity.emulator.portal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One click on the page. Just one of the last three is set.
 *
 * @param target the id of the scale set or machine
 * @param systemAssigned whether it is to have a system-assigned identity
 * @param add the id of an identity to assign
 * @param remove the id of an identity to remove
 */
record IdentityWish(String target, Boolean systemAssigned, String add, String remove) {

  /** The identity member of the PATCH that turns what is there into what is wished for. */
  ObjectNode patch(JsonNode present) {
    List<String> users = new ArrayList<>();
    present.path("userAssignedIdentities").fieldNames().forEachRemaining(users::add);
    ObjectNode entries = Json.object();
    if (add != null) {
      users.add(add);
      entries.putObject(add);
    }
    if (remove != null && users.removeIf(remove::equalsIgnoreCase)) {
      entries.putNull(remove);
    }
    ObjectNode patch = Json.object().put("type", type(has(present), !users.isEmpty()));
    // A type without UserAssigned drops all entries, and Azure refuses a map beside it.
    return users.isEmpty() || entries.isEmpty()
        ? patch
        : patch.set("userAssignedIdentities", entries);
  }

  private boolean has(JsonNode present) {
    return systemAssigned != null
        ? systemAssigned
        : present.path("type").asText().toLowerCase(Locale.ROOT).contains("systemassigned");
  }

  private static String type(boolean system, boolean users) {
    if (system) {
      return users ? "SystemAssigned, UserAssigned" : "SystemAssigned";
    }
    return users ? "UserAssigned" : "None";
  }
}
