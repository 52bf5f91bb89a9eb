package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.WEB;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An object stays about a target once the operator observed it, and not before. */
class PinnedTargetTest {
  private final LoopHarness loop = new LoopHarness(WEB);

  private Optional<ArmId> pinned() {
    return Targets.pinned(loop.cluster.deciding(WEB).get(0), TestRecords.PROOFS);
  }

  @Test
  void aTargetThatIsNotThereBindsNothing() {
    // Given
    loop.azure.readProblems.add(FakeCompute.problem(Kind.NOT_FOUND));
    loop.declare("web", assigned("app"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.status("web").targetId).isEqualTo(WEB.text());
    assertThat(pinned()).isEmpty();

    // When it is there
    loop.lookWhenDue(2);

    // Then
    assertThat(pinned()).contains(WEB);

    // When it is gone again
    loop.azure.readProblems.add(FakeCompute.problem(Kind.NOT_FOUND));
    loop.lookWhenDue(2);

    // Then
    assertThat(pinned()).contains(WEB);
  }

  @Test
  void anIdentityThatWasNeitherFoundNorCreatedBindsNothing() {
    // Given
    loop.identities.groupIsThere = false;
    loop.cluster.declareIdentity("app", spec -> {});

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.identityStatus("app").targetId).isEqualTo(identity("app").text());
    assertThat(loop.cluster.identityStatus("app").proof).isNull();
    assertThat(loop.cluster.identityStatus("app").created).isNull();

    // When
    loop.identities.groupIsThere = true;
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(loop.cluster.identityStatus("app").proof).isNotNull();
    assertThat(loop.cluster.identityStatus("app").created).isTrue();
  }

  @Test
  void whatOthersMadeInPlaceOfACreatedIdentityIsAdopted() {
    // Given
    loop.cluster.declareIdentity("app", spec -> {});
    loop.run(Duration.ofMinutes(2));
    assertThat(loop.cluster.identityStatus("app").created).isTrue();

    // When
    loop.remake("app");
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(loop.cluster.identityStatus("app").created).isNull();
  }
}
