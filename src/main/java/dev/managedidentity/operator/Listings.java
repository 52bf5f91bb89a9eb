package dev.managedidentity.operator;

import dev.managedidentity.azure.Compute;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.ListQuery;
import dev.managedidentity.azure.Priority;
import dev.managedidentity.plan.ArmId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What lists of whole subscriptions show, with one credential: a list a period costs as many reads
 * as it has pages, however many targets are looked at.
 */
final class Listings {
  private final Compute compute;
  private final Predicate<ArmId> isDeclared;
  private final Habits habits;
  private final Clock clock;
  private final Consumer<ArmId> wake;
  private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();

  /**
   * How lists are fetched.
   *
   * @param period how old one may be
   * @param soonest how far apart they are at least while operations are awaited
   */
  record Habits(Duration period, Duration soonest, ResourceGraph graph) {}

  /**
   * @param isDeclared of which targets a list is kept: a subscription may have many more
   * @param wake is told of each target that a new list shows otherwise than the one before
   */
  Listings(
      Compute compute,
      Predicate<ArmId> isDeclared,
      Habits habits,
      Clock clock,
      Consumer<ArmId> wake) {
    this.compute = compute;
    this.isDeclared = isDeclared;
    this.habits = habits;
    this.clock = clock;
    this.wake = wake;
  }

  /**
   * A target as the list shows it, which is fetched anew first if it is time for that.
   *
   * @param since what was seen before that is of no use; empty if anything is
   * @return empty if it is to be read by itself: what a list does not show may be there all the
   *     same
   */
  Optional<Sighting> find(ArmId target, Optional<Instant> since) {
    Shelf shelf = shelf(target);
    shelf.use(target);
    shelf.refreshIfDue().forEach(wake);
    shelf.awaitIfTooOld(target);
    return shelf.find(target).filter(seen -> since.isEmpty() || !seen.at().isBefore(since.get()));
  }

  /** Whether the target is worth waiting for: another thread fetches the first list just now. */
  boolean isComing(ArmId target) {
    return shelf(target).isComing(target);
  }

  /**
   * Whether the list is too old to go by, and whoever looked for the target is told of the next.
   */
  boolean willTell(ArmId target) {
    return shelf(target).isTooOld(target);
  }

  /** Whether a list since then shows a target at all. */
  boolean isShownAfter(ArmId target, Instant since) {
    return shelf(target).find(target).filter(seen -> seen.at().isAfter(since)).isPresent();
  }

  /** Whether a list since then shows a target otherwise than it was seen last. */
  boolean hasNews(ArmId target, ComputeResource last, Instant since) {
    return shelf(target)
        .find(target)
        .filter(seen -> seen.at().isAfter(since))
        .filter(seen -> seen.isNews(last))
        .isPresent();
  }

  /**
   * Waits for an operation on a target together with others, where there are so many that a list
   * costs less than to ask how each goes.
   *
   * @return how long until a list may show more; empty if the operation is to be asked for
   */
  Optional<Duration> await(ArmId target) {
    Shelf shelf = shelf(target);
    Optional<Duration> next = shelf.await(target);
    if (next.isPresent()) {
      shelf.refreshIfDue().forEach(wake);
    }
    return next;
  }

  /** A target as the last list shows it, if that is from after some time. */
  Optional<Sighting> since(ArmId target, Instant start) {
    return shelf(target).find(target).filter(seen -> !seen.at().isBefore(start));
  }

  /** Whether there is a list from after some time that does not show the target. */
  boolean omits(ArmId target, Instant start) {
    return shelf(target).omits(target, start);
  }

  /** Nothing on the target is awaited any more. */
  void ended(ArmId target) {
    shelf(target).ended(target);
  }

  private Shelf shelf(ArmId target) {
    String type = target.isA(ArmId.SCALE_SET) ? ArmId.SCALE_SET : ArmId.VIRTUAL_MACHINE;
    return shelves.computeIfAbsent(
        ArmId.fold(target.subscriptionId() + "/" + type),
        unused ->
            new Shelf(
                compute,
                new ListQuery(target.subscriptionId(), type, false, Priority.BACKGROUND, null),
                isDeclared,
                habits,
                clock));
  }
}
