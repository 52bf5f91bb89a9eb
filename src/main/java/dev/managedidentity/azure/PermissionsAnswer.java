package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the operator's rights from answers, strictly: it must not be said to lack what it has. */
final class PermissionsAnswer {
  private PermissionsAnswer() {}

  static Answer<Page<Permissions.Role>> read(Reply reply) {
    return Page.read(
        reply,
        entry -> {
          if (!entry.path("actions").isArray()) {
            throw new Senseless("a role in the body has no actions");
          }
          return new Permissions.Role(texts(entry, "actions"), texts(entry, "notActions"));
        });
  }

  /** None if absent or null. */
  private static List<String> texts(JsonNode entry, String name) throws Senseless {
    JsonNode list = entry.path(name);
    if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
      throw new Senseless(name + " is no list");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode one : list) {
      if (!one.isTextual()) {
        throw new Senseless("one of the " + name + " is no text");
      }
      texts.add(one.textValue());
    }
    return List.copyOf(texts);
  }
}
