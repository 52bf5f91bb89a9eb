package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.azure.ComputeResource;
import java.math.BigInteger;
import java.util.Objects;
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

  private static final String OWNER_UNKNOWN =
      "Who enabled this identity is unknown: the operator stopped, or the connection broke, before"
          + " Azure's answer was recorded, so another client may have enabled it. It counts as there before:"
          + " deleting this declaration does not disable it. To disable it, set spec.systemAssigned"
          + " to Disabled.";

  private SystemAssignedRecord() {}

  /**
   * Whether the identity that the target has is another than the recorded one, or may be.
   *
   * @param status of a declaration
   * @param isPatchApplied whether user-assigned identities show that the PATCH took effect
   */
  static boolean isOfAnother(IdentityStatus status, ComputeResource live, boolean isPatchApplied) {
    SystemAssignedStatus record = status.systemAssigned;
    String principalId = live.identity().principalId();
    if (record == null || principalId == null) {
      return false;
    }
    return record.principalId == null
        ? !isPatchApplied || !isOneWriteLater(record.etag, live.etag())
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

  /**
   * What the status is to say of an identity that nobody owns, if a record without a principal
   * ended with it: in the status, since an Event may be lost with the process.
   *
   * @param found that identity, as the new status shows it
   */
  static Optional<String> ownerUnknown(IdentityStatus before, SystemAssignedStatus found) {
    SystemAssignedStatus record = before.systemAssigned;
    if (record == null || found.owned || found.state != IdentityState.PreExisting) {
      return Optional.empty();
    }
    return record.owned && record.principalId == null
        ? Optional.of(OWNER_UNKNOWN)
        : Optional.ofNullable(record.message)
            .filter(unused -> Objects.equals(record.principalId, found.principalId));
  }

  /** Whether a new status says so and the one before does not. */
  static boolean isOwnerUnknown(IdentityStatus before, IdentityStatus after) {
    return after.systemAssigned != null
        && after.systemAssigned.message != null
        && (before.systemAssigned == null || before.systemAssigned.message == null);
  }
}
