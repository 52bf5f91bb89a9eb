package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster as the informers show it, with what this process has written since. */
final class KubernetesCluster implements Cluster {
  private static final Logger log = LoggerFactory.getLogger(KubernetesCluster.class);

  private final KubernetesClient client;
  private final StatusWriter writer;
  private final EventWriter events;
  private final String defaultSubscription;

  /** An informer a kind. A target is of one kind, so only one of them knows its declarations. */
  private final Map<TargetKind, InformedKind<?>> kinds = new ConcurrentHashMap<>();

  /** By uid, the newest state this process was answered with, until the informer has it too. */
  private final Map<String, IdentityDeclaration<?>> written = new ConcurrentHashMap<>();

  KubernetesCluster(KubernetesClient client, StatusWriter writer, String defaultSubscription) {
    this.client = client;
    this.writer = writer;
    this.events = new EventWriter(client);
    this.defaultSubscription = defaultSubscription;
  }

  /**
   * Takes the informer's cache of one kind into use; called once a kind, before anything is looked
   * up.
   */
  <R extends IdentityDeclaration<?>> SimpleInboundEventSource<R> watch(
      TargetKind kind, IndexerResourceCache<R> primary) {
    InformedKind<R> informed = new InformedKind<>(primary, this::target);
    kinds.put(kind, informed);
    return informed.wake();
  }

  /**
   * The target of a declaration.
   *
   * @throws IllegalArgumentException with the field and the remedy, if it names none
   */
  ArmId target(IdentityDeclaration<?> declaration) {
    return Targets.of(declaration, defaultSubscription);
  }

  @Override
  public List<Declared> declarations(ArmId target) {
    return kinds.get(TargetKind.of(target)).declarations(target).stream()
        .map(this::newest)
        .map(Declarations::read)
        .toList();
  }

  /** What is owned must be read from the last status written, which the informer may not have. */
  private IdentityDeclaration<?> newest(IdentityDeclaration<?> cached) {
    String uid = cached.getMetadata().getUid();
    IdentityDeclaration<?> ours = written.get(uid);
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
  private static long version(IdentityDeclaration<?> resource) {
    return Long.parseLong(resource.getMetadata().getResourceVersion());
  }

  @Override
  public void writeStatus(IdentityDeclaration<?> fresh) {
    try {
      written.put(fresh.getMetadata().getUid(), writer.write(client, fresh));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      log.debug(
          "{} {} is gone; its status is not needed", fresh.getKind(), Declarations.key(fresh));
    }
  }

  @Override
  public void release(IdentityDeclaration<?> leaving) {
    written.remove(leaving.getMetadata().getUid());
    informed(leaving).release(leaving);
  }

  boolean isReleased(IdentityDeclaration<?> leaving) {
    return informed(leaving).isReleased(leaving);
  }

  private InformedKind<?> informed(IdentityDeclaration<?> declaration) {
    return kinds.get(TargetKind.ofDeclarations(declaration.getKind()));
  }

  @Override
  public void event(IdentityDeclaration<?> about, EventType type, String reason, String message) {
    events.write(about, type, reason, message);
  }
}
