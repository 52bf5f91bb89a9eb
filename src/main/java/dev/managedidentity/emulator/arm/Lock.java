package dev.managedidentity.emulator.arm;

/**
 * A management lock.
 *
 * @param scope the id of a resource, a group or a subscription
 * @param level {@code ReadOnly} blocks writes and deletes, {@code CanNotDelete} only deletes
 */
public record Lock(String scope, String level) {
  public Lock {
    if (!level.equals("ReadOnly") && !level.equals("CanNotDelete")) {
      throw new IllegalArgumentException(
          "the level of a lock is ReadOnly or CanNotDelete, not " + level);
    }
  }

  boolean blocks(String verb) {
    return verb.equals("delete") || (verb.equals("write") && level.equals("ReadOnly"));
  }
}
