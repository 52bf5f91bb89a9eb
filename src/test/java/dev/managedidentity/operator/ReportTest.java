package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which ownership a status update adds and removes. */
class ReportTest {
  private static final IdentityStatus NOTHING = new IdentityStatus();

  private static IdentityStatus identity(String id, IdentityState state, boolean owned) {
    IdentityRow row = new IdentityRow();
    row.id = id;
    row.state = state;
    row.owned = owned;
    IdentityStatus status = new IdentityStatus();
    status.identities = List.of(row);
    return status;
  }

  private static IdentityStatus role(boolean owned) {
    RoleAssignmentRow row = new RoleAssignmentRow();
    row.id = "role";
    row.owned = owned;
    IdentityStatus status = new IdentityStatus();
    status.roleAssignments = List.of(row);
    return status;
  }

  private static IdentityStatus systemAssigned(String principalId, boolean owned) {
    IdentityStatus status = new IdentityStatus();
    status.systemAssigned = new SystemAssignedStatus();
    status.systemAssigned.owned = owned;
    status.systemAssigned.principalId = principalId;
    return status;
  }

  private static IdentityStatus extension(boolean owned) {
    IdentityStatus status = new IdentityStatus();
    status.legacyExtension = new LegacyExtensionStatus();
    status.legacyExtension.owned = owned;
    return status;
  }

  private static UserAssignedIdentityStatus tags(String... tags) {
    UserAssignedIdentityStatus status = new UserAssignedIdentityStatus();
    status.tags.addAll(List.of(tags));
    return status;
  }

  private static Report update(Status before, Status after) {
    return new Report(null, before, after, false);
  }

  static Stream<Status> owning() {
    return Stream.of(
        identity("a", IdentityState.Assigned, true),
        role(true),
        systemAssigned("p", true),
        extension(true),
        tags("team"));
  }

  static Stream<Status> owningNothing() {
    return Stream.of(
        identity("a", IdentityState.PreExisting, false),
        role(false),
        systemAssigned("p", false),
        extension(false),
        tags(),
        NOTHING);
  }

  @ParameterizedTest
  @MethodSource("owning")
  void whatIsOwnedIsGainedAndLost(Status owning) {
    assertThat(Report.ownsAnything(owning)).isTrue();
    assertThat(update(NOTHING, owning).gains()).isTrue();
    assertThat(update(NOTHING, owning).loses()).isFalse();
    assertThat(update(NOTHING, owning).differsInRecords()).isTrue();
    assertThat(update(owning, NOTHING).gains()).isFalse();
    assertThat(update(owning, NOTHING).loses()).isTrue();
    assertThat(update(owning, NOTHING).differsInRecords()).isTrue();
    assertThat(update(owning, owning).gains()).isFalse();
    assertThat(update(owning, owning).loses()).isFalse();
    assertThat(update(owning, owning).differsInRecords()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("owningNothing")
  void whatIsNotOwnedIsNeitherGainedNorLost(Status status) {
    assertThat(Report.ownsAnything(status)).isFalse();
    assertThat(update(NOTHING, status).gains()).isFalse();
    assertThat(update(status, NOTHING).loses()).isFalse();
    assertThat(update(NOTHING, status).differsInRecords()).isFalse();
  }

  @Test
  void oneIdentityInPlaceOfAnotherIsGainedAndLost() {
    Report update =
        update(
            identity("a", IdentityState.Assigned, true),
            identity("b", IdentityState.Assigned, true));

    assertThat(update.gains()).isTrue();
    assertThat(update.loses()).isTrue();
  }

  @Test
  void anotherPrincipalIsAnotherRecord() {
    assertThat(update(systemAssigned("p", true), systemAssigned("q", true)).differsInRecords())
        .isTrue();
    assertThat(update(systemAssigned("p", false), systemAssigned("q", false)).differsInRecords())
        .isFalse();
  }

  /** It is removed only to be assigned again, and then nothing else tells that it is not ours. */
  @Test
  void aStaleIdentityThatWasThereBeforeIsARecord() {
    IdentityStatus stale = identity("a", IdentityState.Stale, false);

    assertThat(update(NOTHING, stale).differsInRecords()).isTrue();
    assertThat(update(stale, stale).differsInRecords()).isFalse();
    assertThat(update(stale, identity("b", IdentityState.Stale, false)).differsInRecords())
        .isTrue();
    assertThat(update(stale, identity("a", IdentityState.Assigned, false)).differsInRecords())
        .isTrue();
  }
}
