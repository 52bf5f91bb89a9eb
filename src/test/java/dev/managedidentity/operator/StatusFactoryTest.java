package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new status takes over from the one before. */
class StatusFactoryTest {

  private static IdentityStatus status(boolean owned) {
    IdentityRow identity = new IdentityRow();
    identity.id = "identity";
    identity.owned = owned;
    RoleAssignmentRow role = new RoleAssignmentRow();
    role.id = "role";
    role.owned = owned;
    IdentityStatus status = new IdentityStatus();
    status.identities = List.of(identity);
    status.roleAssignments = List.of(role);
    status.systemAssigned = new SystemAssignedStatus();
    status.systemAssigned.owned = owned;
    status.legacyExtension = new LegacyExtensionStatus();
    status.legacyExtension.owned = owned;
    status.type = "SystemAssigned, UserAssigned";
    status.plan = List.of("assign something");
    return status;
  }

  @Test
  void oneThatIsRefusedKeepsWhatIsOwned() {
    IdentityStatus before = status(true);

    IdentityStatus kept = StatusFactory.onlyRecords(before);

    assertThat(kept.identities).isEqualTo(before.identities);
    assertThat(kept.roleAssignments).isEqualTo(before.roleAssignments);
    assertThat(kept.systemAssigned).isSameAs(before.systemAssigned);
    assertThat(kept.legacyExtension).isSameAs(before.legacyExtension);
    assertThat(kept.type).isNull();
    assertThat(kept.plan).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatIsRefusedShowsNothingElseOfTheTarget(boolean isEmpty) {
    IdentityStatus kept = StatusFactory.onlyRecords(isEmpty ? new IdentityStatus() : status(false));

    assertThat(kept.identities).isEmpty();
    assertThat(kept.roleAssignments).isEmpty();
    assertThat(kept.systemAssigned).isNull();
    assertThat(kept.legacyExtension).isNull();
  }

  private static Problem throttled(String message) {
    return new Problem(
        Kind.THROTTLED, "TooManyRequests", message, Optional.of(Duration.ofSeconds(30)), Set.of());
  }

  @Test
  void thatAzureStillThrottlesIsNotWrittenAgain() {
    // Given
    LoopHarness loop = new LoopHarness(LoopHarness.WEB);
    loop.azure.readProblems.add(throttled("first"));
    loop.azure.readProblems.add(throttled("second"));
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("False Throttled");
    int writes = loop.cluster.statusWrites;

    // When
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.azure.readProblems).isEmpty();
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);
  }

  @Test
  void thatAzureThrottlesAfterAnotherProblemIsWritten() {
    // Given
    LoopHarness loop = new LoopHarness(LoopHarness.WEB);
    loop.azure.readProblems.add(FakeCompute.problem(Kind.UNAVAILABLE));
    loop.azure.readProblems.add(throttled("then"));
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("False AzureUnavailable");

    // When
    loop.lookWhenDue(1);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Throttled");
  }
}
