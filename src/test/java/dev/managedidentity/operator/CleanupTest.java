package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When the finalizer of a declaration is removed whose target is unknown. */
class CleanupTest {
  private final MutableClock clock = new MutableClock();
  private final FakeCluster reported = new FakeCluster();
  private final FakeUninstall uninstall = new FakeUninstall();
  private final KubernetesCluster cluster =
      new KubernetesCluster(null, null, LoopHarness.SUBSCRIPTION, TestRecords.PROOFS);
  private final ScaleSetIdentityReconciler reconciler =
      new ScaleSetIdentityReconciler(
          new IdentityReconciler.Intake(
              cluster,
              new TargetQueue(unused -> Optional.empty(), 1, LoopHarness.RETRY),
              new Reporter(reported, clock, new Metrics(), TestRecords.PROOFS),
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
                    .withDeletionTimestamp(new MutableClock().instant().toString())
                    .build(),
                spec -> spec.deletionPolicy = policy);
    // As where somebody applied an older CRD, which dropped the field.
    declaration.getSpec().scaleSet = null;
    TestRecords.prove("1", LoopHarness.WEB.text(), status);
    declaration.setStatus(status);
    return declaration;
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
