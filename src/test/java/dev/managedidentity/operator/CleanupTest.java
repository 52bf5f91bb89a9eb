package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.TargetReference;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the finalizer of a declaration is removed, and what is reconciled again. */
class CleanupTest {
  private final BlockingQueue<ArmId> worked = new LinkedBlockingQueue<>();
  private final TargetQueue queue =
      new TargetQueue(
          target -> {
            worked.add(target);
            return Optional.empty();
          },
          1,
          LoopHarness.RETRY);

  /** What a lookup of the default subscription fails with; null for none. */
  private RuntimeException failure;

  private final MutableClock clock = new MutableClock();
  private final FakeCluster reported = new FakeCluster();
  private final Metrics metrics = new Metrics();
  private final FakeUninstall uninstall = new FakeUninstall();
  private final KubernetesCluster cluster =
      new KubernetesCluster(null, null, this::subscription, TestRecords.PROOFS);
  private final ScaleSetIdentityReconciler reconciler =
      new ScaleSetIdentityReconciler(
          new IdentityReconciler.Intake(
              cluster,
              queue,
              new Reporter(reported, clock, metrics, TestRecords.PROOFS),
              new ReconcileFailures(LoopHarness.RETRY, clock),
              new DeletionGate(
                  Stream::empty,
                  new FakeNamespaces(),
                  uninstall,
                  DeletionSettings.DEFAULT,
                  null,
                  clock),
              LoopHarness.PERIOD));

  CleanupTest() {
    cluster.watchTargets(TargetKind.SCALE_SET, new EmptyCache<ScaleSetIdentity>());
    queue.open();
  }

  @AfterEach
  void close() {
    queue.close(Duration.ofMinutes(1));
  }

  private DefaultSubscription subscription(HasMetadata declaration) {
    if (failure != null) {
      throw failure;
    }
    return LoopHarness.SUBSCRIPTION.of(declaration);
  }

  private static ScaleSetIdentity deleting(DeletionPolicy policy, boolean owned) {
    IdentityRow row = new IdentityRow();
    row.id = identity("app").text();
    row.state = IdentityState.Assigned;
    row.owned = owned;
    IdentityStatus status = new IdentityStatus();
    status.identities.add(row);
    ScaleSetIdentity declaration =
        (ScaleSetIdentity)
            Kinds.declaration(
                LoopHarness.WEB.text(),
                new ObjectMetaBuilder()
                    .withNamespace("shop")
                    .withName("web")
                    .withUid("1")
                    .withGeneration(1L)
                    .withCreationTimestamp("2026-01-01T00:00:00Z")
                    .withDeletionTimestamp(new MutableClock().instant().toString())
                    .build(),
                spec -> spec.deletionPolicy = policy);
    // As where somebody applied an older CRD, which dropped the field.
    declaration.getSpec().scaleSet = null;
    TestRecords.prove("1", LoopHarness.WEB.text(), status);
    declaration.setStatus(status);
    return declaration;
  }

  /** A scale set in the default subscription, which a declaration with an id does not ask for. */
  private static ScaleSetIdentity ofDefault(ScaleSetIdentity declaration) {
    declaration.getSpec().scaleSet = byName("web");
    declaration.getStatus().targetId = null;
    return declaration;
  }

  /** One that nobody deletes. */
  private static ScaleSetIdentity staying(TargetReference reference) {
    ScaleSetIdentity declaration = ofDefault(deleting(null, false));
    declaration.getMetadata().setDeletionTimestamp(null);
    declaration.getSpec().scaleSet = reference;
    return declaration;
  }

  private static TargetReference byName(String name) {
    TargetReference reference = new TargetReference();
    reference.resourceGroup = "shop";
    reference.name = name;
    return reference;
  }

  private static TargetReference byId() {
    TargetReference reference = new TargetReference();
    reference.id = LoopHarness.WEB.text();
    return reference;
  }

  private ArmId worked() throws InterruptedException {
    return worked.poll(60, TimeUnit.SECONDS);
  }

  private boolean isFinalizerRemoved(ScaleSetIdentity declaration) {
    DeleteControl control = reconciler.cleanup(declaration, null);
    return control.isRemoveFinalizer();
  }

  @Test
  void notWhileItOwnsSomething() {
    assertThat(isFinalizerRemoved(deleting(DeletionPolicy.Remove, true))).isFalse();
    assertThat(isFinalizerRemoved(deleting(null, true))).isFalse();
  }

  @Test
  void atOnceIfItOwnsNothing() {
    assertThat(isFinalizerRemoved(deleting(DeletionPolicy.Remove, false))).isTrue();
  }

  @Test
  void atOnceWithRetain() {
    assertThat(isFinalizerRemoved(deleting(DeletionPolicy.Retain, true))).isTrue();
  }

  @Test
  void atOnceWhileTheOperatorIsUninstalled() {
    // Given
    uninstall.answer = new Uninstall.Yes("CustomResourceDefinition x is being deleted");

    // Then
    assertThat(isFinalizerRemoved(deleting(DeletionPolicy.Remove, true))).isTrue();
  }

  @Test
  void notBeforeTheApiServerAnswers() {
    // Given
    uninstall.answer = new Uninstall.Unknown("down");

    // Then
    assertThat(isFinalizerRemoved(deleting(DeletionPolicy.Remove, true))).isFalse();
  }

  @Test
  void theFinalizerStaysUntilTheQueueHasRemovedWhatIsOwned() throws InterruptedException {
    // Given
    ScaleSetIdentity declaration = ofDefault(deleting(DeletionPolicy.Remove, true));

    // When
    DeleteControl control = reconciler.cleanup(declaration, null);

    // Then
    assertThat(control.isRemoveFinalizer()).isFalse();
    assertThat(worked()).isEqualTo(LoopHarness.WEB);

    // When
    cluster.release(declaration);

    // Then
    assertThat(isFinalizerRemoved(declaration)).isTrue();
  }

  @Test
  void evenOneThatOwnsNothingEndsInTheQueue() throws InterruptedException {
    // When
    boolean isRemoved = isFinalizerRemoved(ofDefault(deleting(DeletionPolicy.Retain, false)));

    // Then
    assertThat(isRemoved).isFalse();
    assertThat(worked()).isEqualTo(LoopHarness.WEB);
  }

  @Test
  void aFailureRemovesNoFinalizerAndIsTriedAgainWithBackoff() {
    // Given
    failure = new IllegalStateException("a fault of the program");
    ScaleSetIdentity declaration = ofDefault(deleting(DeletionPolicy.Remove, true));

    // When
    DeleteControl first = reconciler.cleanup(declaration, null);
    DeleteControl second = reconciler.cleanup(declaration, null);

    // Then
    assertThat(first.isRemoveFinalizer()).isFalse();
    assertThat(first.getScheduleDelay()).contains(LoopHarness.RETRY.toMillis());
    assertThat(second.isRemoveFinalizer()).isFalse();
    assertThat(second.getScheduleDelay()).contains(LoopHarness.RETRY.multipliedBy(2).toMillis());
    assertThat(metrics.text())
        .contains("managedidentity_reconcile_errors_total{kind=\"ScaleSetIdentity\"} 2.0");

    // When a try succeeds
    failure = null;
    reconciler.cleanup(declaration, null);
    failure = new IllegalStateException("a fault of the program");

    // Then
    assertThat(reconciler.cleanup(declaration, null).getScheduleDelay())
        .contains(LoopHarness.RETRY.toMillis());
  }

  @Test
  void theBackoffOfOneObjectIsNotThatOfAnother() {
    // Given
    failure = new IllegalStateException("a fault of the program");
    ScaleSetIdentity other = staying(byName("web"));
    other.getMetadata().setUid("2");
    reconciler.reconcile(staying(byName("web")), null);

    // When
    UpdateControl<ScaleSetIdentity> control = reconciler.reconcile(other, null);

    // Then
    assertThat(control.getScheduleDelay()).contains(LoopHarness.RETRY.toMillis());
  }

  @Test
  void whatOwnsSomethingWithoutATargetSaysSoAndIsTriedAgain() {
    // Given
    List<String> reasons = new ArrayList<>();
    reported.beforeWrite = fresh -> reasons.add(reason(fresh));

    // When
    DeleteControl mistaken = reconciler.cleanup(deleting(DeletionPolicy.Remove, true), null);
    failure = new CredentialUnusable(FakeCompute.problem(Problem.Kind.UNAVAILABLE));
    // What is on record was observed under another name, and only its credential tells where it is.
    ScaleSetIdentity renamed = deleting(DeletionPolicy.Remove, true);
    renamed.getSpec().scaleSet = byName("api");
    DeleteControl unusable = reconciler.cleanup(renamed, null);

    // Then
    assertThat(reasons).containsExactly("InvalidSpec", "CredentialUnusable");
    assertThat(mistaken.getScheduleDelay()).contains(LoopHarness.PERIOD.toMillis());
    assertThat(unusable.getScheduleDelay()).contains(LoopHarness.PERIOD.toMillis());
  }

  @Test
  void aDeclarationIsHandedToTheQueueOfItsTarget() throws InterruptedException {
    // When
    UpdateControl<ScaleSetIdentity> ofNamed = reconciler.reconcile(staying(byName("web")), null);
    UpdateControl<ScaleSetIdentity> ofId = reconciler.reconcile(staying(byId()), null);

    // Then
    assertThat(worked()).isEqualTo(LoopHarness.WEB);
    assertThat(ofNamed.getScheduleDelay())
        .as("no watch shows a change of the default subscription")
        .contains(LoopHarness.PERIOD.toMillis());
    assertThat(ofId.getScheduleDelay()).isEmpty();
  }

  private boolean isReadyTimed(ScaleSetIdentity declaration) {
    metrics.ready(declaration, 1, clock.instant());
    return metrics.text().contains("managedidentity_ready_seconds_count");
  }

  @Test
  void theTimeUntilItIsReadyCountsFromWhenItWasApplied() {
    // Given
    ScaleSetIdentity declaration = staying(byId());

    // When
    reconciler.reconcile(declaration, null);

    // Then
    assertThat(isReadyTimed(declaration)).isTrue();
  }

  @Test
  void ofOneThatIsDeletedNoTimeCounts() {
    // Given
    ScaleSetIdentity declaration = staying(byId());
    reconciler.reconcile(declaration, null);

    // When
    reconciler.cleanup(ofDefault(deleting(DeletionPolicy.Remove, true)), null);

    // Then
    assertThat(isReadyTimed(declaration)).isFalse();
  }

  @Test
  void aDeclarationWithoutATargetSaysSoAndIsTriedAgain() {
    // Given
    List<String> reasons = new ArrayList<>();
    reported.beforeWrite = fresh -> reasons.add(reason(fresh));

    // When
    UpdateControl<ScaleSetIdentity> control = reconciler.reconcile(staying(null), null);

    // Then
    assertThat(reasons).containsExactly("InvalidSpec");
    assertThat(control.getScheduleDelay()).contains(LoopHarness.PERIOD.toMillis());
  }

  @Test
  void aFailureWithADeclarationStaysWithItAndIsTriedAgainWithBackoff() {
    // Given
    List<String> reasons = new ArrayList<>();
    reported.beforeWrite = fresh -> reasons.add(reason(fresh));
    failure = new IllegalStateException("a fault of the program");
    ScaleSetIdentity declaration = staying(byName("web"));

    // When
    UpdateControl<ScaleSetIdentity> first = reconciler.reconcile(declaration, null);
    UpdateControl<ScaleSetIdentity> second = reconciler.reconcile(declaration, null);

    // Then
    assertThat(reasons).startsWith("InternalError");
    assertThat(first.getScheduleDelay()).contains(LoopHarness.RETRY.toMillis());
    assertThat(second.getScheduleDelay()).contains(LoopHarness.RETRY.multipliedBy(2).toMillis());

    // When a try succeeds
    failure = null;
    reconciler.reconcile(declaration, null);
    failure = new IllegalStateException("a fault of the program");

    // Then
    assertThat(reconciler.reconcile(declaration, null).getScheduleDelay())
        .contains(LoopHarness.RETRY.toMillis());
  }

  @Test
  void anApiServerThatIsAwayIsNoFaultOfTheDeclaration() {
    // Given
    failure = new KubernetesClientException("away", 503, null);

    // When
    UpdateControl<ScaleSetIdentity> control = reconciler.reconcile(staying(byName("web")), null);

    // Then
    assertThat(control.getScheduleDelay()).contains(LoopHarness.RETRY.toMillis());
    assertThat(reported.statusWrites).isZero();
  }

  private static String reason(HasMetadata fresh) {
    return Reporter.ready(((ScaleSetIdentity) fresh).getStatus()).orElseThrow().getReason();
  }

  /** A cache of an informer that shows nothing. */
  private static final class EmptyCache<R extends HasMetadata> implements IndexerResourceCache<R> {
    @Override
    public void addIndexers(Map<String, Function<R, List<String>>> indexers) {
      // What is empty needs none.
    }

    @Override
    public List<R> byIndex(String indexName, String indexKey) {
      return List.of();
    }

    @Override
    public Optional<R> get(ResourceID id) {
      return Optional.empty();
    }

    @Override
    public Stream<ResourceID> keys() {
      return Stream.empty();
    }

    @Override
    public Stream<R> list(Predicate<R> predicate) {
      return Stream.empty();
    }

    @Override
    public Stream<R> list(String namespace, Predicate<R> predicate) {
      return Stream.empty();
    }
  }
}
