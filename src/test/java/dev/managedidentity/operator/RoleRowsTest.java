package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Reason;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the status says of each role assignment. */
class RoleRowsTest {
  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private RoleAssignmentRow row(String scope) {
    return loop.cluster.identityStatus("app").roleAssignments.stream()
        .filter(row -> row.scope.equals(scope))
        .findAny()
        .orElseThrow();
  }

  private void declare(String scope) {
    loop.cluster.declareIdentity("app", spec -> spec.roleAssignments.add(role("Reader", scope)));
  }

  @Test
  void eachHasTheTimeSinceWhenItIsInItsState() {
    // Given
    declare("/a");
    loop.lookAtWhenDue("app", 2);
    String grantedFirst = row("/a").since;
    loop.clock.advance(Duration.ofHours(1));
    loop.roles.grantProblems.add(FakeCompute.problem(Kind.UNAVAILABLE));

    // When
    loop.cluster.editIdentity("app", spec -> spec.roleAssignments.add(role("Reader", "/b")));
    loop.lookAt("app");

    // Then
    assertThat(row("/b").state).isNotEqualTo(RoleAssignmentState.Granted);
    String failed = row("/b").since;
    assertThat(failed).isGreaterThan(grantedFirst);

    // When
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(row("/a").since).isEqualTo(grantedFirst);
    assertThat(row("/b").state).isEqualTo(RoleAssignmentState.Granted);
    assertThat(row("/b").since).isGreaterThan(failed);
  }

  @Test
  void afterARestartItSaysWhyItFailedUntilItIsGranted() {
    // Given
    loop.roles.grantProblems.add(FakeCompute.problem(Kind.DENIED));
    declare("/a");
    loop.lookAtWhenDue("app", 1);
    String message = row("/a").message;
    assertThat(row("/a").reason).isEqualTo(Reason.PermissionDenied);
    List<RoleAssignmentRow> written = new ArrayList<>();
    loop.cluster.beforeWrite =
        fresh -> written.addAll(((UserAssignedIdentity) fresh).getStatus().roleAssignments);

    // When
    loop.restart();
    loop.run(Duration.ofMinutes(30));

    // Then
    assertThat(row("/a").state).isEqualTo(RoleAssignmentState.Granted);
    assertThat(row("/a").message).isNull();
    assertThat(written)
        .filteredOn(row -> row.state != RoleAssignmentState.Granted)
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.message).isEqualTo(message));
  }

  @Test
  void onlyWhatIsOwnedHasAProof() {
    // Given
    declare("/a");
    loop.lookAtWhenDue("app", 2);
    assertThat(row("/a").owned).isTrue();
    assertThat(row("/a").proof).isNotNull();
    loop.cluster.loseIdentity("app");

    // When
    declare("/a");
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(row("/a").owned).as("it was there before this object").isFalse();
    assertThat(row("/a").proof).isNull();
  }

  @Test
  void oneThatNoAzureAccessAllowsSaysSo() {
    // Given
    loop.access.isRequired = true;
    loop.access.allow("{manageIdentities: [\"" + identity("app") + "\"]}");

    // When
    declare("/a");
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(row("/a").reason).isEqualTo(Reason.PermissionDenied);
    assertThat(row("/a").message).contains("AzureAccess");
    assertThat(loop.roles.there).isEmpty();
  }
}
