package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.List;

/** What the caller may do at a scope: one entry for each role held there or above. */
final class PermissionsApi {
  private final World world;

  PermissionsApi(World world) {
    this.world = world;
  }

  /** Advisory, like the real one: locks and deny assignments do not show here. */
  Answer answer(Call call, String scope) {
    ObjectNode body = Json.object();
    ArrayNode value = body.putArray("value");
    for (Role role : world.access.rolesAt(call.caller(), scope)) {
      ObjectNode entry = value.addObject();
      addAll(entry.putArray("actions"), role.actions());
      addAll(entry.putArray("notActions"), role.notActions());
      entry.putArray("dataActions");
      entry.putArray("notDataActions");
    }
    return Answer.json(200, body);
  }

  private static void addAll(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
