package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.azure.ComputeResource;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the system-assigned identity of a target is the one that the operator has on record. One
 * that was disabled and enabled again has another principal, and belongs to the client that enabled
 * it last. A record without a principal stands for a PATCH whose answer was lost. Pure.
 */
final class SystemAssignedRecord {

  /** Azure steps the ETag at least once a write: mostly when it accepts it and when it is done. */
  private static final BigInteger ONE_WRITE = BigInteger.TWO;

  private static final Pattern NUMBER = Pattern.compile("\"?([0-9]{1,40})\"?");

  private SystemAssignedRecord() {}

  /**
   * Whether the identity that the target has is another than the recorded one, or may be.
   *
   * @param status of a declaration
   * @param isPatchLost whether user-assigned identities show that the PATCH did not take effect
   */
  static boolean isOfAnother(IdentityStatus status, ComputeResource live, boolean isPatchLost) {
    SystemAssignedStatus record = status.systemAssigned;
    String principalId = live.identity().principalId();
    if (record == null || principalId == null) {
      return false;
    }
    return record.principalId == null
        ? isPatchLost || !isOneWriteLater(record.etag, live.etag())
        : !record.principalId.equalsIgnoreCase(principalId);
  }

  /**
   * Whether there is no room for a second and a third write, which it takes to disable the identity
   * and to enable another one. Instances that are updated step the ETag as well.
   */
  private static boolean isOneWriteLater(String before, String now) {
    return number(before)
        .flatMap(from -> number(now).map(to -> to.subtract(from)))
        .filter(steps -> steps.compareTo(ONE_WRITE) <= 0)
        .isPresent();
  }

  private static Optional<BigInteger> number(String etag) {
    Matcher number = NUMBER.matcher(etag == null ? "" : etag);
    return number.matches() ? Optional.of(new BigInteger(number.group(1))) : Optional.empty();
  }

  /** Whether a record without a principal ended, with an identity there that nobody owns. */
  static boolean isGivenUp(IdentityStatus before, IdentityStatus after) {
    SystemAssignedStatus record = before.systemAssigned;
    SystemAssignedStatus found = after.systemAssigned;
    return record != null
        && record.owned
        && record.principalId == null
        && found != null
        && found.state == IdentityState.PreExisting;
  }
}
