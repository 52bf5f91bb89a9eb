package dev.managedidentity.operator;

import dev.managedidentity.plan.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Notices somebody who keeps undoing what is declared of one target: an Azure Policy, a script,
 * another operator. Two that each undo the other would fight for ever, at the expense of the target
 * and of everybody's budget of calls; so the same repair comes ever more seldom.
 */
final class Contest {

  /** So many times within {@link #WITHIN}, and it is no accident. */
  private static final int TIMES = 3;

  private static final Duration WITHIN = Duration.ofHours(1);

  private final Map<String, Repairs> repairs = new TreeMap<>();
  private Set<String> settled = Set.of();

  /**
   * What was put right again and again.
   *
   * @param times when, the latest last
   * @param change as it was planned last
   * @param isContested whether it was once too often; so it stays until it has been quiet for long
   */
  private record Repairs(List<Instant> times, Change change, boolean isContested) {
    Instant last() {
      return times.get(times.size() - 1);
    }

    /** Whether one more now is once too often. */
    boolean areMany(Instant now) {
      int first = times.size() - (TIMES - 1);
      return isContested || (first >= 0 && !times.get(first).plus(WITHIN).isBefore(now));
    }

    Duration pause(Duration period) {
      Duration pause = period.multipliedBy(1L << Math.min(times.size() - 1, 12));
      return pause.compareTo(WITHIN) < 0 ? pause : WITHIN;
    }
  }

  /**
   * The target is as declared.
   *
   * @param versions of its declarations
   */
  void settled(Set<String> versions) {
    settled = versions;
  }

  /** Whether a change now puts right what others did: nobody changed a declaration since. */
  private boolean isRepair(Set<String> versions) {
    return settled.equals(versions);
  }

  /**
   * How long not to make these changes yet; not above zero if they may be made.
   *
   * @param period of looks at the target
   */
  Duration pause(List<Change> changes, Set<String> versions, Duration period, Instant now) {
    Duration longest = Duration.ZERO;
    for (Change change : changes) {
      Repairs made = repairs.get(change.words());
      if (made != null && made.areMany(now) && isRepair(versions)) {
        Duration rest = Duration.between(now, made.last().plus(made.pause(period)));
        longest = rest.compareTo(longest) > 0 ? rest : longest;
      }
    }
    return longest;
  }

  /** Azure took these changes. */
  void changed(List<Change> changes, Set<String> versions, Instant now) {
    if (isRepair(versions)) {
      for (Change change : changes) {
        Repairs before = repairs.get(change.words());
        List<Instant> times = new ArrayList<>(before == null ? List.of() : before.times());
        times.add(now);
        boolean contested = before != null && before.areMany(now);
        repairs.put(change.words(), new Repairs(times, change, contested));
      }
    }
  }

  /**
   * By the key of a declaration, what of it is contested; what has been quiet for long is not.
   *
   * @param changes that are needed now
   */
  Map<String, List<String>> contested(List<Change> changes, Set<String> versions, Instant now) {
    Set<String> needed =
        isRepair(versions)
            ? changes.stream().map(Change::words).collect(Collectors.toSet())
            : Set.of();
    repairs.values().removeIf(made -> made.last().plus(WITHIN.multipliedBy(2)).isBefore(now));
    Map<String, List<String>> contested = new TreeMap<>();
    repairs.forEach(
        (words, made) -> {
          if (made.isContested() || (needed.contains(words) && made.areMany(now))) {
            made.change()
                .causes()
                .forEach(
                    key -> contested.computeIfAbsent(key, unused -> new ArrayList<>()).add(words));
          }
        });
    return contested;
  }
}
