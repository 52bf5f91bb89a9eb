package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read of a declaration while the informer lags behind what this process wrote. */
class KubernetesClusterTest {
  private final Informer informer = new Informer();

  /** What the API server answers a write with: the object with its next resource version. */
  private int version = 5;

  private final KubernetesCluster cluster =
      new KubernetesCluster(
          null,
          (unused, fresh) -> {
            version++;
            return object(version, ((ScaleSetIdentity) fresh).getStatus());
          },
          LoopHarness.SUBSCRIPTION,
          TestRecords.PROOFS);

  KubernetesClusterTest() {
    cluster.watchTargets(TargetKind.SCALE_SET, informer);
    informer.shows(object(version, new IdentityStatus()));
  }

  /** An informer's cache that shows what a test says, however old that is. */
  private static final class Informer implements IndexerResourceCache<ScaleSetIdentity> {
    private final Map<String, Function<ScaleSetIdentity, List<String>>> indexers = new HashMap<>();
    private final List<ScaleSetIdentity> shown = new ArrayList<>();

    private void shows(ScaleSetIdentity object) {
      shown.clear();
      shown.add(object);
    }

    @Override
    public void addIndexers(Map<String, Function<ScaleSetIdentity, List<String>>> more) {
      indexers.putAll(more);
    }

    @Override
    public List<ScaleSetIdentity> byIndex(String index, String key) {
      return shown.stream().filter(one -> indexers.get(index).apply(one).contains(key)).toList();
    }

    @Override
    public Optional<ScaleSetIdentity> get(ResourceID id) {
      return shown.stream().filter(one -> ResourceID.fromResource(one).equals(id)).findAny();
    }

    @Override
    public Stream<ResourceID> keys() {
      return shown.stream().map(ResourceID::fromResource);
    }

    @Override
    public Stream<ScaleSetIdentity> list(Predicate<ScaleSetIdentity> which) {
      return shown.stream().filter(which);
    }

    @Override
    public Stream<ScaleSetIdentity> list(String namespace, Predicate<ScaleSetIdentity> which) {
      return list(which);
    }
  }

  private static ScaleSetIdentity object(int version, IdentityStatus status) {
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("web")
            .withUid("uid-of-web")
            .withGeneration(1L)
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .withResourceVersion(String.valueOf(version))
            .build();
    ScaleSetIdentity object =
        (ScaleSetIdentity)
            Kinds.declaration(LoopHarness.WEB.text(), metadata, LoopHarness.assigned("app"));
    object.setStatus(status);
    return object;
  }

  private static IdentityStatus owning(String name) {
    IdentityRow row = new IdentityRow();
    row.id = LoopHarness.identity(name).text();
    row.state = IdentityState.Pending;
    row.owned = true;
    IdentityStatus status = new IdentityStatus();
    status.identities = List.of(row);
    TestRecords.prove("uid-of-web", LoopHarness.WEB.text(), status);
    return status;
  }

  private List<String> owned() {
    return cluster.declarations(LoopHarness.WEB).stream()
        .flatMap(one -> one.declaration().owned().stream())
        .map(id -> id.name())
        .toList();
  }

  @Test
  void whatWasWrittenLastCountsUntilTheInformerHasIt() {
    // Given
    HasMetadata fresh = object(0, owning("app"));

    // When
    cluster.writeStatus(fresh);

    // Then
    assertThat(owned()).containsExactly("app");
    assertThat(cluster.deciding(LoopHarness.WEB))
        .extracting(one -> one.getMetadata().getResourceVersion())
        .containsExactly("6");

    // When the informer shows a later state than the one written
    informer.shows(object(7, owning("metrics")));

    // Then
    assertThat(owned()).containsExactly("metrics");

    // When it falls behind again, as after a new list from another replica of the API server
    informer.shows(object(6, owning("old")));

    // Then
    assertThat(owned()).as("what was written is forgotten by then").containsExactly("old");
  }
}
