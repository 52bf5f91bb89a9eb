package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.plan.ArmId;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The declarations of one kind as its informer shows them, and which of them may go. */
final class InformedKind<R extends IdentityDeclaration<?>> {
  private static final String BY_TARGET = "target";

  private final SimpleInboundEventSource<R> wake = new SimpleInboundEventSource<>();

  /** By uid, the leaving declarations that may go. */
  private final Map<String, ResourceID> released = new ConcurrentHashMap<>();

  private final IndexerResourceCache<R> cache;

  /**
   * @param target throws an IllegalArgumentException where a declaration names none
   */
  InformedKind(IndexerResourceCache<R> cache, Function<? super R, ArmId> target) {
    this.cache = cache;
    cache.addIndexer(BY_TARGET, resource -> keys(resource, target));
  }

  private static <R> List<String> keys(R resource, Function<? super R, ArmId> target) {
    try {
      return List.of(target.apply(resource).folded());
    } catch (IllegalArgumentException e) {
      // Reported as InvalidSpec where the declaration itself is reconciled.
      return List.of();
    }
  }

  /** What has a declaration looked at again. */
  SimpleInboundEventSource<R> wake() {
    return wake;
  }

  List<R> declarations(ArmId target) {
    return cache.byIndex(BY_TARGET, target.folded()).stream()
        .filter(resource -> !isReleased(resource))
        .toList();
  }

  void release(IdentityDeclaration<?> leaving) {
    ResourceID id = ResourceID.fromResource(leaving);
    released.values().removeIf(gone -> cache.get(gone).isEmpty());
    released.put(leaving.getMetadata().getUid(), id);
    wake.propagateEvent(id);
  }

  boolean isReleased(IdentityDeclaration<?> leaving) {
    return released.containsKey(leaving.getMetadata().getUid());
  }
}
