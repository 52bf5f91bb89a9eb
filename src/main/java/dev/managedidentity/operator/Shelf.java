package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Listed;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One list of one subscription, kept until the next. It is fetched by whichever thread comes first
 * when it is time, and nobody waits for it: till then the others go by the one before.
 */
final class Shelf {

  /** Of fewer targets a read each is no more than the pages of a list. */
  private static final int FEWEST = 10;

  /** After so many periods what a list showed is of no use any more. */
  private static final int OLDEST = 3;

  /**
   * How many periods not to try a list again that Azure refuses, or that is longer than it saves.
   */
  private static final int PAUSE = 60;

  private static final Logger log = LoggerFactory.getLogger(Shelf.class);

  private final Supplier<Answer<Listed>> list;
  private final Duration period;
  private final Clock clock;
  private final AtomicBoolean isFetching = new AtomicBoolean();

  /** When each target was asked for last. */
  private final Map<ArmId, Instant> used = new ConcurrentHashMap<>();

  private volatile Contents contents = new Contents(Map.of(), Instant.MIN);
  private volatile Instant nextTry = Instant.MIN;

  /**
   * What the last list showed of those that are asked for.
   *
   * @param at when it was begun
   */
  private record Contents(Map<ArmId, ComputeResource> resources, Instant at) {}

  Shelf(Supplier<Answer<Listed>> list, Duration period, Clock clock) {
    this.list = list;
    this.period = period;
    this.clock = clock;
  }

  void use(ArmId target) {
    used.put(target, clock.instant());
  }

  /** Empty if the list does not show it, or is too old. */
  Optional<Sighting> find(ArmId target) {
    Contents last = contents;
    boolean isTooOld = clock.instant().isAfter(plus(last.at(), period.multipliedBy(OLDEST)));
    return isTooOld
        ? Optional.empty()
        : Optional.ofNullable(last.resources().get(target))
            .map(resource -> new Sighting(resource, last.at()));
  }

  boolean isComing() {
    return isFetching.get() && contents.at().equals(Instant.MIN);
  }

  /** Fetches it if it is time. Says which of those asked for show otherwise than before. */
  List<ArmId> refreshIfDue() {
    if (!isDue() || !isFetching.compareAndSet(false, true)) {
      return List.of();
    }
    try {
      return isDue() ? refresh() : List.of();
    } finally {
      isFetching.set(false);
    }
  }

  private boolean isDue() {
    return !clock.instant().isBefore(nextTry) && used.size() >= FEWEST;
  }

  private List<ArmId> refresh() {
    Instant begun = clock.instant();
    Answer<Listed> answer = list.get();
    if (answer.problem().isPresent()) {
      hindered(answer.problem().get(), begun);
      return List.of();
    }
    // Whoever was not looked at for so long is not declared any more.
    used.values().removeIf(at -> at.isBefore(begun.minus(period.multipliedBy(OLDEST))));
    Listed listed = answer.value().orElseThrow();
    boolean isOfUse = listed.pages() <= used.size();
    nextTry = begun.plus(isOfUse ? period : period.multipliedBy(PAUSE));
    return isOfUse ? take(listed, begun) : List.of();
  }

  private List<ArmId> take(Listed listed, Instant begun) {
    Map<ArmId, ComputeResource> before = contents.resources();
    Map<ArmId, ComputeResource> shown = new ConcurrentHashMap<>();
    List<ArmId> changed = new ArrayList<>();
    for (ArmId target : Set.copyOf(used.keySet())) {
      ComputeResource resource = listed.resources().get(target);
      if (resource != null) {
        shown.put(target, resource);
      }
      ComputeResource last = before.get(target);
      if (last != null && !last.equals(resource)) {
        changed.add(target);
      }
    }
    contents = new Contents(shown, begun);
    return changed;
  }

  private void hindered(Problem problem, Instant begun) {
    boolean isRefused =
        switch (problem.kind()) {
          case DENIED, NOT_FOUND, GROUP_NOT_FOUND, REFUSED -> true;
          default -> false;
        };
    Duration pause = isRefused ? period.multipliedBy(PAUSE) : period;
    Duration asked = problem.retryAfter().orElse(Duration.ZERO);
    nextTry = begun.plus(asked.compareTo(pause) > 0 ? asked : pause);
    log.info(
        "no list of the subscription: {}: {}; reading one by one until {}",
        problem.code(),
        problem.message(),
        nextTry);
  }

  private static Instant plus(Instant at, Duration time) {
    return at.equals(Instant.MIN) ? at : at.plus(time);
  }
}
