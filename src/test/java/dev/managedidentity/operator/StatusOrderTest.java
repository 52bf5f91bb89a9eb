package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How statuses reach the API server, so that a crash between two of them loses nothing. */
class StatusOrderTest {
  private final FakeCluster cluster = new FakeCluster();
  private final List<String> written = new ArrayList<>();
  private final Reporter reporter =
      new Reporter(cluster, new MutableClock(), new Metrics(), TestRecords.PROOFS);

  private Report report(String name, boolean ownedBefore, boolean ownedAfter) {
    cluster.declare(name, LoopHarness.WEB, LoopHarness.assigned("app"));
    HasMetadata resource =
        cluster.deciding(LoopHarness.WEB).stream()
            .filter(one -> one.getMetadata().getName().equals(name))
            .findAny()
            .orElseThrow();
    return new Report(resource, status(ownedBefore), status(ownedAfter), false);
  }

  private static IdentityStatus status(boolean owned) {
    IdentityRow row = new IdentityRow();
    row.id = LoopHarness.identity("app").text();
    row.state = IdentityState.Assigned;
    row.owned = owned;
    IdentityStatus status = new IdentityStatus();
    status.identities = List.of(row);
    status.conditions =
        List.of(
            new ConditionBuilder()
                .withType("Ready")
                .withStatus("True")
                .withReason("Converged")
                .withMessage("")
                .withObservedGeneration(1L)
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .build());
    return status;
  }

  @Test
  void whoGainsAnIdentityIsWrittenBeforeWhoLosesIt() {
    // Given
    cluster.beforeWrite = fresh -> written.add(fresh.getMetadata().getName());
    Report loses = report("loser", true, false);
    Report gains = report("gainer", false, true);

    // When
    reporter.publish(List.of(loses, gains));

    // Then
    assertThat(written).containsExactly("gainer", "loser");
  }

  @Test
  void aStatusIsForTheObjectOfThisUidOnly() {
    // Given
    List<HasMetadata> sent = new ArrayList<>();
    cluster.beforeWrite = sent::add;

    // When
    reporter.publish(List.of(report("web", false, true)));

    // Then
    assertThat(sent)
        .singleElement()
        .satisfies(
            fresh -> {
              assertThat(fresh.getMetadata().getUid()).isEqualTo("uid-of-web");
              assertThat(fresh.getMetadata().getNamespace()).isEqualTo("shop");
              assertThat(fresh.getMetadata().getResourceVersion()).isNull();
            });
  }
}
