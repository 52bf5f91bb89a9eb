package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.DriftStatus;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Where many wait for their change, a change is sent first and told of later. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class CrowdTest {
  private final LoopHarness loop;

  CrowdTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private void settle() {
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  private void drift() {
    loop.azure.live = LiveIdentity.NONE;
    loop.azure.etag++;
    loop.clock.advance(LoopHarness.PERIOD);
  }

  @Test
  void whatIsOwnedIsOnRecordBeforeAndTheRestIsToldAfterTheOthers() {
    // Given
    loop.declare("web", assigned("app"));
    loop.isCrowded = true;

    // When
    Duration next = loop.look().orElseThrow();

    // Then
    assertThat(next).as("after those that wait already").isEqualTo(Duration.ZERO);
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.statusWrites).isEqualTo(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app Pending owned");
    assertThat(loop.cluster.status("web").operation).isNull();

    // When
    next = loop.look().orElseThrow();

    // Then
    assertThat(next).isEqualTo(FakeCompute.POLL_AFTER);
    assertThat(loop.cluster.ready("web")).isEqualTo("False Updating");
    assertThat(loop.cluster.status("web").operation).isNotNull();
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.azure.polls).isZero();

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void driftOfWhatIsOnRecordIsRepairedBeforeAnythingIsWritten() {
    // Given
    settle();
    int writes = loop.cluster.statusWrites;
    int events = loop.cluster.events.size();
    drift();
    loop.isCrowded = true;

    // When
    loop.look();

    // Then
    assertThat(loop.azure.patches).isEqualTo(2);
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.statusWrites).isEqualTo(writes + 1);
    DriftStatus found = loop.cluster.status("web").lastDrift;
    assertThat(Instant.parse(found.verifiedTime)).isBefore(Instant.parse(found.foundTime));
    assertThat(found.repairedTime).isNull();
    assertThat(loop.cluster.events).hasSize(events + 1);
    assertThat(loop.cluster.events.get(events)).contains("DriftFound");

    // When
    loop.isCrowded = false;
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").lastDrift.repairedTime).isNotNull();
    assertThat(loop.azure.patches).isEqualTo(2);
  }

  @Test
  void whatIsNotToldYetIsNotToldOfWhatIsDeclaredByThen() {
    // Given
    loop.declare("web", assigned("app"));
    loop.isCrowded = true;
    loop.look();
    loop.cluster.edit("web", assigned("metrics"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Updating");
    assertThat(loop.cluster.rows("web"))
        .as("not looked at yet")
        .containsExactly("app Pending owned");
    assertThat(loop.cluster.status("web").operation).isNotNull();

    // When
    loop.isCrowded = false;
    loop.lookWhenDue(6);

    // Then
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app Assigned owned", "metrics Assigned owned");
    assertThat(loop.cluster.status("web").observedGeneration).isEqualTo(2L);
    assertThat(loop.azure.patches).isEqualTo(2);
  }

  @Test
  void aKillBeforeItIsToldLosesNothing() {
    // Given
    loop.declare("web", assigned("app"));
    loop.isCrowded = true;
    loop.look();

    // When
    loop.restart();
    loop.isCrowded = false;
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void whatCouldNotBeToldIsToldTheNextTime() {
    // Given
    settle();
    drift();
    loop.isCrowded = true;
    loop.look();
    loop.cluster.beforeWrite =
        unused -> {
          throw new IllegalStateException("the API server is away");
        };
    assertThatThrownBy(loop::look).hasMessage("the API server is away");

    // When
    loop.cluster.beforeWrite = unused -> {};
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Updating");
    assertThat(loop.cluster.status("web").lastDrift).isNotNull();
  }

  @Test
  void whoeverLeavesMayGoOnceTheOthersHaveItOnRecord() {
    // Given
    settle();
    loop.declare("web2", assigned("app", "metrics"));
    loop.cluster.delete("web");
    loop.isCrowded = true;

    // When
    loop.look();

    // Then
    assertThat(loop.azure.patches).isEqualTo(2);
    assertThat(loop.cluster.rows("web2"))
        .as("before the change")
        .containsExactly("app Assigned owned", "metrics Pending owned");

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned())
        .containsOnlyKeys(identity("app"), identity("metrics"));
  }
}
