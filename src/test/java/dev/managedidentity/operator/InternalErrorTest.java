package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.Mode;
import dev.managedidentity.azure.CallsStopped;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator does when it fails itself: on a target, or on one declaration of it. */
class InternalErrorTest {
  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);
  private final Reporter reporter =
      new Reporter(loop.cluster, loop.clock, loop.metrics, TestRecords.PROOFS, LoopHarness.RETRY);
  private final Set<ArmId> broken = new TreeSet<>();
  private final List<ArmId> runs = new ArrayList<>();
  private RuntimeException failure = new IllegalStateException("a fault\nof the program");
  private final GuardedWork work =
      new GuardedWork(
          target -> {
            runs.add(target);
            if (broken.contains(target)) {
              throw failure;
            }
            return Optional.of(LoopHarness.PERIOD);
          },
          loop.cluster,
          reporter,
          new ReconcileFailures(LoopHarness.RETRY, loop.clock));

  private void refuse(String name) {
    loop.cluster.beforeWrite =
        fresh -> {
          if (fresh.getMetadata().getName().equals(name)) {
            throw StatusRefused.because(new IllegalStateException("status.operation: Required"));
          }
        };
  }

  private Duration run() {
    return work.run(LoopHarness.WEB).orElseThrow();
  }

  @Test
  void aFailureOfATargetIsAConditionAnEventAndAMetric() {
    // Given
    loop.declare("web", assigned("app"));
    broken.add(LoopHarness.WEB);

    // When
    run();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False InternalError");
    assertThat(loop.cluster.message("web"))
        .contains("a fault of the program", "report", LoopHarness.WEB.name())
        .doesNotContain("\n");
    assertThat(loop.cluster.events).containsExactly("web Warning InternalError");
    assertThat(loop.metrics.text())
        .contains("managedidentity_reconcile_errors_total{kind=\"ScaleSetIdentity\"} 1.0");
    assertThat(work.run(LoopHarness.BUILD)).as("another target").contains(LoopHarness.PERIOD);
  }

  @Test
  void itIsTriedAgainEverMoreSlowlyAndToldOnce() {
    // Given
    loop.declare("web", assigned("app"));
    broken.add(LoopHarness.WEB);

    // When
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Duration delay = run();
      delays.add(delay.toSeconds());
      loop.clock.advance(delay);
    }

    // Then
    assertThat(delays).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    assertThat(loop.cluster.events).hasSize(1);
    assertThat(loop.cluster.statusWrites).isEqualTo(1);

    // When
    broken.clear();
    run();
    broken.add(LoopHarness.WEB);

    // Then
    assertThat(run()).as("after a success").isEqualTo(LoopHarness.RETRY);
  }

  @Test
  void untilThenOnlyAChangedDeclarationIsTried() {
    // Given
    loop.declare("web", assigned("app"));
    broken.add(LoopHarness.WEB);
    run();
    loop.clock.advance(Duration.ofSeconds(2));

    // When
    Duration left = run();

    // Then
    assertThat(left).isEqualTo(Duration.ofSeconds(3));
    assertThat(runs).hasSize(1);

    // When
    loop.cluster.edit("web", assigned("metrics"));
    run();

    // Then
    assertThat(runs).hasSize(2);
  }

  /** What a CRD of another version may admit, and a restored etcd may hold. */
  static Stream<Consumer<IdentitySpec>> unreadable() {
    return Stream.of(
        spec -> spec.mode = null,
        spec -> spec.ignore = null,
        spec -> spec.ignore.add(null),
        spec -> spec.userAssigned.add(null),
        spec -> spec.userAssigned.get(0).ensure = null,
        spec -> spec.roleAssignments = null,
        spec -> spec.roleAssignments.add(null));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void aSpecThatCannotBeReadHoldsUpNoOtherDeclaration(Consumer<IdentitySpec> damage) {
    // Given
    loop.declare("damaged", assigned("app"));
    loop.run(Duration.ofMinutes(2));
    assertThat(loop.cluster.ready("damaged")).isEqualTo("True Converged");

    // When: an Authoritative declaration would remove what nobody declares
    loop.cluster.edit("damaged", damage);
    loop.declare("web", assigned("metrics").andThen(spec -> spec.mode = Mode.Authoritative));
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("damaged")).isEqualTo("False InvalidSpec");
    assertThat(loop.cluster.message("damaged")).contains("spec cannot be read", "crds/");
    assertThat(loop.azure.live.userAssigned())
        .containsOnlyKeys(LoopHarness.identity("app"), LoopHarness.identity("metrics"));

    // When
    loop.cluster.edit(
        "damaged",
        spec -> {
          spec.mode = Mode.Additive;
          spec.ignore = new ArrayList<>();
          spec.userAssigned = new ArrayList<>();
          spec.roleAssignments = new ArrayList<>();
        });
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(loop.cluster.ready("damaged")).isEqualTo("True Converged");
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(LoopHarness.identity("metrics"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 401, 408, 429, 500, 503})
  void anApiServerThatIsAwayIsNoFaultOfAnObject(int code) {
    // Given
    loop.declare("web", assigned("app"));
    broken.add(LoopHarness.WEB);
    failure = new KubernetesClientException("away", code, null);

    // When
    Duration delay = run();

    // Then
    assertThat(delay).isEqualTo(LoopHarness.RETRY);
    assertThat(loop.cluster.events).isEmpty();
    assertThat(loop.cluster.statusWrites).isZero();
  }

  @Test
  void aStopIsNoFailure() {
    // Given
    loop.declare("web", assigned("app"));
    broken.add(LoopHarness.WEB);
    failure = new CallsStopped();

    // Then
    assertThatThrownBy(this::run).isInstanceOf(CallsStopped.class);
    assertThat(loop.cluster.statusWrites).isZero();
  }

  @Test
  void whatCannotBePutOnRecordIsNotAssignedAndOthersGoOn() {
    // Given
    loop.declare("web", assigned("app"));
    loop.declare("other", assigned("metrics"));
    refuse("web");

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("other")).isEqualTo("True Converged");
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(LoopHarness.identity("metrics"));
    assertThat(loop.azure.patches).isEqualTo(1);
    assertThat(loop.cluster.events).contains("web Warning InternalError");
    assertThat(loop.metrics.text()).contains("managedidentity_reconcile_errors_total");
  }

  @Test
  void onceItCanBePutOnRecordItIsAssigned() {
    // Given
    loop.declare("web", assigned("app"));
    refuse("web");
    loop.lookWhenDue(2);
    assertThat(loop.azure.patches).isZero();

    // When
    loop.cluster.beforeWrite = unused -> {};
    loop.run(Duration.ofMinutes(10));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
  }

  @Test
  void whatAnotherDeclarationWantsTooIsAssignedForThatOne() {
    // Given
    loop.declare("web", assigned("app"));
    loop.declare("other", assigned("app"));
    refuse("web");

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.rows("other")).containsExactly("app Assigned owned");
    assertThat(loop.cluster.ready("other")).isEqualTo("True Converged");
  }

  @Test
  void aRefusedStatusIsTriedAgainEverMoreSlowlyAndToldOnce() {
    // Given
    loop.declare("web", assigned("app"));
    List<HasMetadata> tries = new ArrayList<>();
    loop.cluster.beforeWrite =
        fresh -> {
          tries.add(fresh);
          throw StatusRefused.because(new IllegalStateException("no"));
        };

    // When
    loop.run(Duration.ofHours(1));

    // Then
    assertThat(tries).hasSizeBetween(8, 30);
    assertThat(loop.cluster.events).containsOnly("web Warning InternalError").hasSize(1);
    assertThat(loop.azure.patches).isZero();
  }

  @Test
  void whatIsHandedOverIsReleasedOnlyWhenItIsOnTheOthersRecord() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    loop.declare("heir", assigned("app"));
    refuse("heir");
    loop.cluster.delete("web");

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.isThere("web")).isTrue();
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");

    // When
    loop.cluster.beforeWrite = unused -> {};
    loop.run(Duration.ofMinutes(10));

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.cluster.rows("heir")).containsExactly("app Assigned owned");
    assertThat(loop.azure.patches).isEqualTo(1);
  }

  @Test
  void rolesAndIdentitiesOfTheirOwnAreNotChangedWithoutARecordEither() {
    // Given
    loop.cluster.declareIdentity(
        "app", spec -> spec.roleAssignments.add(LoopHarness.role("Reader", "/subscriptions/s")));
    refuse("app");

    // When
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.identities.get(LoopHarness.identity("app"))).isNull();

    // When
    loop.cluster.beforeWrite = unused -> {};
    loop.lookAtWhenDue("app", 20);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
  }

  @Test
  void anObjectThatIsGoneIsNoFailure() {
    // Given
    loop.declare("web", assigned("app"));
    loop.cluster.beforeWrite =
        unused -> {
          throw StatusRefused.gone(new IllegalStateException("not found"));
        };

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.patches).as("nothing records whose it would be").isZero();
    assertThat(loop.cluster.events).isEmpty();
    assertThat(loop.metrics.text()).doesNotContain("managedidentity_reconcile_errors_total{");
  }
}
