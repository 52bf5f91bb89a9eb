package dev.managedidentity.operator;

import java.util.Set;

/**
 * What is about to be changed for some declarations cannot be put on their records, so it must not
 * be changed for them: a crash after it would leave it owned by nobody.
 */
final class IntentNotRecorded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Set<String> uids;

  /**
   * @param uids of the declarations
   */
  IntentNotRecorded(Set<String> uids) {
    super("not recorded for " + uids);
    this.uids = Set.copyOf(uids);
  }

  Set<String> uids() {
    return uids;
  }
}
