package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ListQuery;
import dev.managedidentity.azure.Listed;
import dev.managedidentity.azure.Lists;
import dev.managedidentity.azure.Priority;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
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

  /** A list that may come so seldom only tells too late how operations go. */
  private static final Duration LATEST = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Shelf.class);

  private final Lists lists;
  private final ListQuery query;
  private final Predicate<ArmId> isKept;
  private final Duration period;
  private final Clock clock;
  private final GraphUse graph;
  private final Awaited awaited;
  private final AtomicBoolean isFetching = new AtomicBoolean();

  /** When each target was asked for last. */
  private final Map<ArmId, Instant> used = new ConcurrentHashMap<>();

  /** Who waits for a list: the first one, or one that is not too old. */
  private final Set<ArmId> waiting = ConcurrentHashMap.newKeySet();

  private volatile Contents contents = Contents.NONE;
  private volatile Instant nextTry = Instant.MIN;

  /** Not even for those who wait for an operation. */
  private volatile Instant hinderedUntil = Instant.MIN;

  /** The pages of a list that is not whole yet; touched by who fetches. */
  private Gathered gathered;

  /**
   * @param next where it goes on; null for a new one
   */
  private record Gathered(Map<ArmId, Sighting> seen, int pages, Instant begun, ListQuery next) {}

  /**
   * @param query of the list, at its source and from its beginning
   * @param isKept of which targets what it shows is kept
   */
  Shelf(
      Lists lists, ListQuery query, Predicate<ArmId> isKept, Listings.Habits habits, Clock clock) {
    this.lists = lists;
    this.query = query;
    this.isKept = isKept;
    this.period = habits.period();
    this.clock = clock;
    this.graph =
        new GraphUse(habits.graph(), habits.period(), () -> lists.room(query.at(Priority.URGENT)));
    this.awaited = new Awaited(habits.soonest());
  }

  void use(ArmId target) {
    used.put(target, clock.instant());
  }

  /** Empty if the list does not show it, or is too old. */
  Optional<Sighting> find(ArmId target) {
    return Optional.ofNullable(contents.seen().get(target)).filter(seen -> !isTooOld(seen));
  }

  /** Whether the last list was begun after some time and does not show the target. */
  boolean omits(ArmId target, Instant start) {
    Contents last = contents;
    return last.at().isAfter(start) && !last.seen().containsKey(target);
  }

  private boolean isTooOld(Sighting seen) {
    return clock.instant().isAfter(seen.at().plus(period.multipliedBy(OLDEST)));
  }

  /** Whether there was no list for so long that what the last one shows is of no use. */
  boolean isTooOld(ArmId target) {
    return Optional.ofNullable(contents.seen().get(target)).filter(this::isTooOld).isPresent();
  }

  /** Whoever has to do without is told of among the changed when there is a list again. */
  void awaitIfTooOld(ArmId target) {
    if (isTooOld(target)) {
      waiting.add(target);
    }
  }

  /** Whether the first list is worth waiting for; whoever waits is told of among the changed. */
  boolean isComing(ArmId target) {
    if (!isFirstComing()) {
      return false;
    }
    waiting.add(target);
    // It may have come just now, and then nobody would be told any more.
    return isFirstComing();
  }

  private boolean isFirstComing() {
    return isFetching.get() && contents.isNone();
  }

  /**
   * Notes that somebody waits for an operation on the target.
   *
   * @return how long until a list shows more; empty if lists are no cheaper than to ask for each
   */
  Optional<Duration> await(ArmId target) {
    Instant now = clock.instant();
    used.put(target, now);
    awaited.add(target, now);
    return isListCheaper(now) ? Optional.of(apart(now)) : Optional.empty();
  }

  void ended(ArmId target) {
    awaited.remove(target);
  }

  private Duration apart(Instant now) {
    return awaited.apart(contents.pages(), origin(now));
  }

  /**
   * Fetches it if it is time. Says which of those asked for show otherwise than before, and who has
   * waited for it.
   */
  List<ArmId> refreshIfDue() {
    if (!isDue() || !isFetching.compareAndSet(false, true)) {
      return List.of();
    }
    List<ArmId> changed = new ArrayList<>();
    try {
      changed.addAll(isDue() ? refresh() : List.of());
    } finally {
      isFetching.set(false);
    }
    waiting.stream().filter(target -> !isTooOld(target)).forEach(changed::add);
    waiting.removeAll(changed);
    return changed;
  }

  private boolean isDue() {
    Instant now = clock.instant();
    return used.size() >= FEWEST && (!now.isBefore(nextTry) || isAwaited(now));
  }

  private boolean isAwaited(Instant now) {
    return isListCheaper(now) && !now.isBefore(contents.at().plus(apart(now)));
  }

  /** Whether a list tells of all the operations at less cost, and about as soon, as they do. */
  private boolean isListCheaper(Instant now) {
    int many = awaited.count(now);
    return used.size() >= FEWEST
        && many > contents.pages()
        && (many >= FEWEST || origin(now) == GraphUse.Origin.ROOMY_SOURCE)
        && !now.isBefore(hinderedUntil)
        && !contents.isNone()
        && apart(now).compareTo(LATEST) <= 0;
  }

  private GraphUse.Origin origin(Instant now) {
    return graph.forAwaiting(contents.pages(), now);
  }

  private List<ArmId> refresh() {
    Instant now = clock.instant();
    Gathered before = gathered == null ? new Gathered(Map.of(), 0, now, null) : gathered;
    ListQuery asked = before.next() == null ? fresh(now) : before.next();
    Answer<Listed> answer = lists.list(asked);
    if (answer.problem().isPresent()) {
      gathered = null;
      hindered(asked, answer.problem().get(), now);
      return List.of();
    }
    Listed listed = answer.value().orElseThrow();
    Gathered so = gather(before, listed, asked, now);
    if (listed.rest().isEmpty()) {
      gathered = null;
      return whole(so);
    }
    Listed.Rest rest = listed.rest().get();
    if (graph.takesOver(asked, now)) {
      // What there was room for was seen at its source, and is kept.
      gathered = new Gathered(so.seen(), 0, so.begun(), asked.ofGraph(true));
      return refresh();
    }
    gathered = new Gathered(so.seen(), so.pages(), so.begun(), asked.from(rest.from()));
    nextTry = now.plus(rest.in());
    hinderedUntil = nextTry;
    return List.of();
  }

  private ListQuery fresh(Instant now) {
    boolean isAwaited = isAwaited(now);
    return query
        .ofGraph(isAwaited ? origin(now) == GraphUse.Origin.GRAPH : graph.isForWatching(now))
        .at(isAwaited ? Priority.URGENT : Priority.BACKGROUND);
  }

  private Gathered gather(Gathered before, Listed listed, ListQuery asked, Instant now) {
    Map<ArmId, Sighting> seen = new HashMap<>(before.seen());
    Instant at = listed.asOf().filter(asOf -> asOf.isBefore(now)).orElse(now);
    Sighting.Source source = asked.ofGraph() ? Sighting.Source.GRAPH : Sighting.Source.LIST;
    listed
        .resources()
        .forEach(
            (target, resource) -> {
              if (isKept.test(target)) {
                seen.putIfAbsent(target, new Sighting(contents.known(resource), at, source));
              }
            });
    return new Gathered(seen, before.pages() + listed.pages(), before.begun(), null);
  }

  private List<ArmId> whole(Gathered all) {
    // Whoever was not looked at for so long is not declared any more.
    used.values().removeIf(at -> at.isBefore(all.begun().minus(period.multipliedBy(OLDEST))));
    graph.listed(all.pages());
    // When the first is read, not all that will ask for it have come yet.
    boolean isFirst = contents.isNone();
    boolean isOfUse = all.pages() <= (isFirst ? all.seen().size() : used.size());
    nextTry = isOfUse ? nextAfter(all) : all.begun().plus(period.multipliedBy(PAUSE));
    if (!isOfUse) {
      hinderedUntil = nextTry;
      return List.of();
    }
    Contents before = contents;
    contents = new Contents(Map.copyOf(all.seen()), all.pages(), all.begun());
    return before.changedIn(contents).filter(used::containsKey).toList();
  }

  /** What is a while old already is not of use for a whole period more. */
  private Instant nextAfter(Gathered all) {
    Instant shown =
        all.seen().values().stream()
            .map(Sighting::at)
            .min(Comparator.naturalOrder())
            .orElse(all.begun());
    Instant soonest = all.begun().plus(period.dividedBy(2));
    Instant next = shown.plus(period);
    return next.isBefore(soonest) ? soonest : next;
  }

  private void hindered(ListQuery asked, Problem problem, Instant now) {
    boolean isRefused =
        switch (problem.kind()) {
          case DENIED, NOT_FOUND, GROUP_NOT_FOUND, REFUSED -> true;
          default -> false;
        };
    if (isRefused && asked.ofGraph()) {
      // 422 means never for this list; without the graph it may be had all the same.
      log.info("no list of the Resource Graph: {}: {}", problem.code(), problem.message());
      graph.refused(now.plus(period.multipliedBy(PAUSE)));
      nextTry = now;
      return;
    }
    Duration pause = isRefused ? period.multipliedBy(PAUSE) : period;
    Duration wanted = problem.retryAfter().orElse(Duration.ZERO);
    nextTry = now.plus(wanted.compareTo(pause) > 0 || problem.isUnsent() ? wanted : pause);
    hinderedUntil = nextTry;
    log.info(
        "no list of the subscription: {}: {}; reading one by one until {}",
        problem.code(),
        problem.message(),
        nextTry);
  }
}
