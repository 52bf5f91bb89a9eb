package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.operator.RecordProofs.Subject;
import dev.managedidentity.plan.ArmId;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What of the status of a UserAssignedIdentity is the operator's own. */
class ProvenStatusTest {
  private static final ArmId APP = LoopHarness.identity("app");
  private static final String UID = "uid";

  private static ProvenStatus<UserAssignedIdentityStatus> read(UserAssignedIdentityStatus status) {
    return ProvenStatus.of(status, UID, APP, TestRecords.PROOFS);
  }

  private static UserAssignedIdentityStatus status(Consumer<UserAssignedIdentityStatus> change) {
    UserAssignedIdentityStatus status = new UserAssignedIdentityStatus();
    status.targetId = APP.text();
    change.accept(status);
    return status;
  }

  private static RoleAssignmentRow row(RoleAssignmentState state) {
    RoleAssignmentRow row = new RoleAssignmentRow();
    row.id = "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/n";
    row.role = "Reader";
    row.scope = "/subscriptions/s";
    row.state = state;
    row.principalId = "principal";
    row.owned = true;
    return row;
  }

  static Stream<Arguments> forged() {
    return Stream.of(
        Arguments.of(
            (Consumer<UserAssignedIdentityStatus>) status -> status.proof = "forged",
            "status.proof of " + APP.text()),
        Arguments.of(
            (Consumer<UserAssignedIdentityStatus>) status -> status.tags.add("team"),
            "status.tags team"),
        Arguments.of(
            (Consumer<UserAssignedIdentityStatus>) status -> status.created = true,
            "status.created"),
        Arguments.of(
            (Consumer<UserAssignedIdentityStatus>) status -> status.createdPrincipalId = "p",
            "status.createdPrincipalId p"),
        Arguments.of(
            (Consumer<UserAssignedIdentityStatus>)
                status -> status.creatingSince = "2026-01-01T00:00:00Z",
            "status.creatingSince"));
  }

  @ParameterizedTest
  @MethodSource("forged")
  void aRecordWithoutItsProofIsIgnoredAndReported(
      Consumer<UserAssignedIdentityStatus> record, String place) {
    ProvenStatus<UserAssignedIdentityStatus> read = read(status(record));

    assertThat(read.ignored()).containsExactly(place);
    assertThat(read.status().proof).isNull();
    assertThat(read.status().tags).isEmpty();
    assertThat(read.status().created).isNull();
    assertThat(read.status().createdPrincipalId).isNull();
    assertThat(read.status().creatingSince).isNull();
    assertThat(read.status().targetId).isEqualTo(APP.text());
  }

  @ParameterizedTest
  @MethodSource("forged")
  void aRecordWithItsProofIsKept(Consumer<UserAssignedIdentityStatus> record) {
    UserAssignedIdentityStatus status = status(record);
    status.proof = TestRecords.PROOFS.of(new Subject(UID, APP), status);

    ProvenStatus<UserAssignedIdentityStatus> read = read(status);

    assertThat(read.ignored()).isEmpty();
    assertThat(read.status()).isSameAs(status);
  }

  @Test
  void whatIsSaidOfTheIdentityIsForgottenWithoutAReport() {
    UserAssignedIdentityStatus byId = status(status -> status.id = APP.text());
    UserAssignedIdentityStatus byPrincipal = status(status -> status.principalId = "p");

    assertThat(read(byId).ignored()).isEmpty();
    assertThat(read(byId).status().id).isNull();
    assertThat(read(byPrincipal).ignored()).isEmpty();
    assertThat(read(byPrincipal).status().principalId).isNull();
  }

  @Test
  void aStatusThatRecordsNothingIsKeptAsItIs() {
    UserAssignedIdentityStatus status = status(unused -> {});

    assertThat(read(status).status()).isSameAs(status);
    assertThat(ProvenStatus.of((UserAssignedIdentityStatus) null, UID, APP, TestRecords.PROOFS))
        .satisfies(read -> assertThat(read.ignored()).isEmpty())
        .satisfies(read -> assertThat(read.status()).isNotNull());
  }

  @Test
  void aForgedRoleCountsAsThereBefore() {
    RoleAssignmentRow forged = row(RoleAssignmentState.Granted);

    ProvenStatus<UserAssignedIdentityStatus> read =
        read(status(status -> status.roleAssignments = List.of(forged)));

    assertThat(read.ignored()).containsExactly("status.roleAssignments " + forged.id);
    assertThat(read.status().roleAssignments)
        .singleElement()
        .satisfies(row -> assertThat(row.owned).isFalse())
        .satisfies(row -> assertThat(row.id).isEqualTo(forged.id))
        .satisfies(row -> assertThat(row.role).isEqualTo(forged.role))
        .satisfies(row -> assertThat(row.scope).isEqualTo(forged.scope))
        .satisfies(row -> assertThat(row.principalId).isEqualTo(forged.principalId));
  }

  @Test
  void aForgedRoleThatIsBeingRemovedIsForgotten() {
    ProvenStatus<UserAssignedIdentityStatus> read =
        read(status(status -> status.roleAssignments = List.of(row(RoleAssignmentState.Removing))));

    assertThat(read.ignored()).hasSize(1);
    assertThat(read.status().roleAssignments).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, ''", "5, ''", "6, ' and 1 more'", "8, ' and 3 more'"})
  void theReportNamesTheFirstFive(int ignored, String more) {
    List<String> records =
        IntStream.rangeClosed(1, ignored).mapToObj(number -> "record-" + number).toList();

    String words = ProvenStatus.words(records);

    assertThat(words)
        .contains(String.join(", ", records.subList(0, Math.min(5, ignored))) + more + ";")
        .doesNotContain("record-6");
  }
}
