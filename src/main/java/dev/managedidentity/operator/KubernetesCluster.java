package dev.managedidentity.operator;

import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster as the informer shows it, with what this process has written since. */
final class KubernetesCluster implements Cluster {
  private static final Logger log = LoggerFactory.getLogger(KubernetesCluster.class);
  private static final String BY_TARGET = "target";

  private final KubernetesClient client;
  private final StatusWriter writer;
  private final EventWriter events;
  private final String defaultSubscription;
  private final SimpleInboundEventSource<ScaleSetIdentity> wake = new SimpleInboundEventSource<>();

  /** By uid, the newest state this process was answered with, until the informer has it too. */
  private final Map<String, ScaleSetIdentity> written = new ConcurrentHashMap<>();

  /** By uid, the leaving declarations that may go. */
  private final Map<String, ResourceID> released = new ConcurrentHashMap<>();

  private IndexerResourceCache<ScaleSetIdentity> cache;

  KubernetesCluster(KubernetesClient client, StatusWriter writer, String defaultSubscription) {
    this.client = client;
    this.writer = writer;
    this.events = new EventWriter(client);
    this.defaultSubscription = defaultSubscription;
  }

  /** Takes the informer's cache into use; called once, before anything is looked up. */
  SimpleInboundEventSource<ScaleSetIdentity> watch(IndexerResourceCache<ScaleSetIdentity> primary) {
    primary.addIndexer(
        BY_TARGET, resource -> target(resource).map(id -> List.of(id.folded())).orElse(List.of()));
    cache = primary;
    return wake;
  }

  private Optional<ArmId> target(ScaleSetIdentity resource) {
    try {
      return Optional.of(Targets.scaleSet(resource.getSpec().scaleSet, defaultSubscription));
    } catch (IllegalArgumentException e) {
      // Reported as InvalidSpec where the declaration itself is reconciled.
      return Optional.empty();
    }
  }

  @Override
  public List<Declared> declarations(ArmId target) {
    return cache.byIndex(BY_TARGET, target.folded()).stream()
        .map(this::newest)
        .filter(resource -> !released.containsKey(resource.getMetadata().getUid()))
        .map(Declarations::read)
        .toList();
  }

  /** What is owned must be read from the last status written, which the informer may not have. */
  private ScaleSetIdentity newest(ScaleSetIdentity cached) {
    String uid = cached.getMetadata().getUid();
    ScaleSetIdentity ours = written.get(uid);
    if (ours == null) {
      return cached;
    }
    if (version(ours) > version(cached)) {
      return ours;
    }
    written.remove(uid, ours);
    return cached;
  }

  /** Resource versions of one kind are ordered numbers, by the API conventions since 1.34. */
  private static long version(ScaleSetIdentity resource) {
    return Long.parseLong(resource.getMetadata().getResourceVersion());
  }

  @Override
  public void writeStatus(ScaleSetIdentity fresh) {
    try {
      written.put(fresh.getMetadata().getUid(), writer.write(client, fresh));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      log.debug("{} is gone; its status is not needed", Declarations.key(fresh));
    }
  }

  @Override
  public void release(ScaleSetIdentity leaving) {
    ResourceID id = ResourceID.fromResource(leaving);
    released.values().removeIf(gone -> cache.get(gone).isEmpty());
    released.put(leaving.getMetadata().getUid(), id);
    written.remove(leaving.getMetadata().getUid());
    wake.propagateEvent(id);
  }

  boolean isReleased(ScaleSetIdentity leaving) {
    return released.containsKey(leaving.getMetadata().getUid());
  }

  @Override
  public void event(ScaleSetIdentity about, EventType type, String reason, String message) {
    events.write(about, type, reason, message);
  }
}
