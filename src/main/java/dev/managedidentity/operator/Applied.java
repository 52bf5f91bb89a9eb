package dev.managedidentity.operator;

import dev.managedidentity.api.Status;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each object was applied as it is now. Only as far as it is known for certain: of a new
 * object from its creation, unless an earlier process has judged it already; of an edit from the
 * watch that told of it, if this process knew the object before. Safe for many threads.
 */
final class Applied {
  /** By uid. */
  private final Map<String, Version> newest = new ConcurrentHashMap<>();

  /**
   * The newest version of an object.
   *
   * @param applied when; empty if that is not known, or once it was Ready
   */
  private record Version(long generation, Optional<Instant> applied) {}

  /** Notes an object as a watch shows it. */
  void seen(HasMetadata resource, Instant now) {
    long generation = resource.getMetadata().getGeneration();
    newest.compute(
        resource.getMetadata().getUid(),
        (uid, known) -> {
          if (known == null) {
            return new Version(generation, created(resource));
          }
          return known.generation() < generation
              ? new Version(generation, Optional.of(now))
              : known;
        });
  }

  private static Optional<Instant> created(HasMetadata resource) {
    boolean isNew = resource.getMetadata().getGeneration() == 1 && !isJudged(resource);
    return isNew
        ? Optional.of(Instant.parse(resource.getMetadata().getCreationTimestamp()))
        : Optional.empty();
  }

  private static boolean isJudged(HasMetadata resource) {
    return resource instanceof CustomResource<?, ?> object
        && object.getStatus() instanceof Status status
        && status.observedGeneration != null;
  }

  /**
   * Notes that an object is Ready.
   *
   * @param generation the one that is
   * @return how long that took since it was applied; empty if that is not known, or was told before
   */
  Optional<Duration> ready(HasMetadata resource, long generation, Instant now) {
    String uid = resource.getMetadata().getUid();
    Version known = newest.get(uid);
    boolean isAwaited =
        known != null && known.generation() == generation && known.applied().isPresent();
    if (!isAwaited || !newest.replace(uid, known, new Version(generation, Optional.empty()))) {
      return Optional.empty();
    }
    Duration took = Duration.between(known.applied().get(), now);
    // By the API server's clock it was made later than it is by ours.
    return Optional.of(took.isNegative() ? Duration.ZERO : took);
  }

  void forget(HasMetadata resource) {
    newest.remove(resource.getMetadata().getUid());
  }
}
