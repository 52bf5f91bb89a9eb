package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Priority;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A list confirms what is on record of a system-assigned identity, and nothing else. */
class ListEvidenceTest {
  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);
  private final Declared declared;
  private final ComputeResource shown;

  ListEvidenceTest() {
    loop.declare("web", spec -> spec.systemAssigned = SystemAssigned.Enabled);
    loop.run(Duration.ofMinutes(5));
    declared = loop.cluster.declarations(LoopHarness.WEB).get(0);
    shown = loop.azure.read(LoopHarness.WEB, Priority.BACKGROUND).value().orElseThrow();
  }

  private boolean sufficesWithRecorded(String principalId) {
    IdentityStatus status = StatusFactory.copyOf(declared.status());
    status.systemAssigned = new SystemAssignedStatus();
    status.systemAssigned.state = declared.status().systemAssigned.state;
    status.systemAssigned.owned = true;
    status.systemAssigned.principalId = principalId;
    return ListEvidence.suffices(shown, List.of(declared.with(status)));
  }

  @Test
  void thePrincipalThatIsOnRecordIsConfirmed() {
    assertThat(sufficesWithRecorded(shown.identity().principalId())).isTrue();
  }

  @Test
  void anotherPrincipalTakesARead() {
    assertThat(sufficesWithRecorded("another")).isFalse();
  }

  @Test
  void aRecordWithoutAPrincipalTakesARead() {
    assertThat(sufficesWithRecorded(null)).isFalse();
  }
}
