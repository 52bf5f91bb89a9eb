package dev.managedidentity.emulator.arm;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A management lock.
 *
 * @param name its own, of all locks at the scope; made up where none is given
 * @param scope the id of a resource, a group or a subscription
 * @param level {@code ReadOnly} blocks writes and deletes, {@code CanNotDelete} only deletes
 */
public record Lock(String name, String scope, String level) {
  public Lock {
    name =
        name == null
            ? UUID.nameUUIDFromBytes((scope + level).getBytes(StandardCharsets.UTF_8)).toString()
            : name;
    if (!"ReadOnly".equals(level) && !"CanNotDelete".equals(level)) {
      throw new IllegalArgumentException(
          "the level of a lock is ReadOnly or CanNotDelete, not " + level);
    }
  }

  boolean blocks(String verb) {
    return verb.equals("delete") || (verb.equals("write") && level.equals("ReadOnly"));
  }
}
