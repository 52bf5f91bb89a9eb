package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The objects of one kind as its informer shows them, and which of them may go. */
final class InformedKind<R extends HasMetadata> {
  private static final String BY_TARGET = "target";
  private static final String BY_MENTION = "mention";

  private final SimpleInboundEventSource<R> wake = new SimpleInboundEventSource<>();

  /** By uid, the leaving objects that may go. */
  private final Map<String, ResourceID> released = new ConcurrentHashMap<>();

  private final IndexerResourceCache<R> cache;

  /**
   * @param mentions which identities an object declares, in the words of {@link Mentions}
   */
  InformedKind(
      IndexerResourceCache<R> cache,
      Function<? super R, List<String>> mentions,
      RecordProofs proofs) {
    this.cache = cache;
    cache.addIndexer(BY_TARGET, resource -> keys(resource, proofs));
    cache.addIndexer(BY_MENTION, resource -> mentioned(resource, mentions));
  }

  private static <R> List<String> mentioned(
      R resource, Function<? super R, List<String>> mentions) {
    try {
      return mentions.apply(resource);
    } catch (RuntimeException e) {
      // As below.
      return List.of();
    }
  }

  private static List<String> keys(HasMetadata resource, RecordProofs proofs) {
    try {
      return List.of(Targets.key(resource, proofs));
    } catch (RuntimeException e) {
      // An index function that throws ends the informer, and with it the work on all objects.
      // Reported as InvalidSpec where the object itself is reconciled.
      return List.of();
    }
  }

  /** What has an object looked at again. */
  SimpleInboundEventSource<R> wake() {
    return wake;
  }

  /** The objects that may be about a target: some only if their credential says so. */
  List<R> about(ArmId target) {
    return Targets.keys(target).stream().flatMap(key -> staying(BY_TARGET, key).stream()).toList();
  }

  /** All objects of the kind. */
  Stream<R> all() {
    return cache.list();
  }

  /** The objects that declare an identity in these words of {@link Mentions}. */
  List<R> mentioning(String words) {
    return staying(BY_MENTION, words);
  }

  Optional<R> named(String namespace, String name) {
    return cache.get(new ResourceID(name, namespace)).filter(resource -> !isReleased(resource));
  }

  private List<R> staying(String index, String key) {
    return cache.byIndex(index, key).stream().filter(resource -> !isReleased(resource)).toList();
  }

  void release(HasMetadata leaving) {
    ResourceID id = ResourceID.fromResource(leaving);
    released.values().removeIf(gone -> cache.get(gone).isEmpty());
    released.put(leaving.getMetadata().getUid(), id);
    wake.propagateEvent(id);
  }

  boolean isReleased(HasMetadata leaving) {
    return released.containsKey(leaving.getMetadata().getUid());
  }
}
