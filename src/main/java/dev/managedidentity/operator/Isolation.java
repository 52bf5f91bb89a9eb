package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Which identities one target is changed without. Azure refuses a whole PATCH for one bad identity
 * in it: those that an error names are set aside; where it names none, halves are tried until the
 * bad ones are alone. Each is tried again after a while of its own.
 */
final class Isolation {
  private final BiFunction<Problem, Integer, Duration> delay;
  private final Map<ArmId, Aside> asides = new TreeMap<>();

  /** Of which some are bad, nobody knows which: they are tried group by group, the first next. */
  private final Deque<Suspects> suspects = new ArrayDeque<>();

  /** Whether, for all that is known, there is only one bad one. */
  private boolean isFirstHunt = true;

  /**
   * A group of which some may be bad.
   *
   * @param because why Azure refused more than these
   * @param isFirstHalf if this half is well, the bad one must be in the other
   */
  private record Suspects(Set<ArmId> ids, Problem because, boolean isFirstHalf) {
    Suspects without(Collection<ArmId> gone) {
      Set<ArmId> rest = new TreeSet<>(ids);
      rest.removeAll(gone);
      return new Suspects(rest, because, isFirstHalf);
    }
  }

  /** An identity that Azure refused. */
  private record Aside(Problem problem, int failures, Instant nextTry) {}

  /**
   * @param delay how long to leave one alone, by the problem and how often in a row it had one
   */
  Isolation(BiFunction<Problem, Integer, Duration> delay) {
    this.delay = delay;
  }

  /** Why an identity is not to be assigned just now; empty for one whose turn is still to come. */
  Map<ArmId, Optional<Problem>> at(Instant now) {
    Map<ArmId, Optional<Problem>> not = new TreeMap<>();
    suspects.stream()
        .skip(1)
        .forEach(group -> group.ids().forEach(id -> not.put(id, Optional.empty())));
    asides.forEach(
        (id, aside) -> {
          if (aside.nextTry().isAfter(now)) {
            not.put(id, Optional.of(aside.problem()));
          }
        });
    return not;
  }

  /**
   * Azure refused a PATCH.
   *
   * @param assigned what the PATCH was to assign
   * @return whether it is worth trying anew: less is tried then
   */
  boolean refused(Problem problem, Collection<ArmId> assigned, Instant now) {
    if (assigned.isEmpty() || !isAboutIdentities(problem)) {
      return false;
    }
    Set<ArmId> guilty = new TreeSet<>(assigned);
    guilty.retainAll(problem.identities());
    if (guilty.isEmpty()) {
      // A second bad one beside the first: there may be many.
      isFirstHunt = suspects.isEmpty() || (isFirstHunt && suspects.peek().isFirstHalf());
      narrow(assigned, problem, now);
    } else {
      guilty.forEach(id -> setAside(id, problem, now));
    }
    return true;
  }

  /**
   * Whether a part of the PATCH may be taken where the whole is not. Without the right to write the
   * target itself, or against a deny assignment, none is.
   */
  private static boolean isAboutIdentities(Problem problem) {
    return switch (problem.kind()) {
      case IDENTITY_NOT_FOUND, REFUSED -> true;
      case DENIED -> Denial.isOfIdentities(problem);
      default -> false;
    };
  }

  /** Some of these are bad: one alone is it, of several the halves are tried. */
  private void narrow(Collection<ArmId> bad, Problem problem, Instant now) {
    if (bad.size() == 1) {
      bad.forEach(id -> setAside(id, problem.about(id), now));
      return;
    }
    forget(bad);
    if (isFirstHunt) {
      // Where one is bad all others are well: once it is found, they are tried in one PATCH.
      Set<ArmId> others = new TreeSet<>();
      suspects.forEach(group -> others.addAll(group.ids()));
      suspects.clear();
      if (!others.isEmpty()) {
        suspects.push(new Suspects(others, problem, false));
      }
    }
    List<ArmId> all = new ArrayList<>(new TreeSet<>(bad));
    int middle = all.size() / 2;
    suspects.push(new Suspects(Set.copyOf(all.subList(middle, all.size())), problem, false));
    suspects.push(new Suspects(Set.copyOf(all.subList(0, middle)), problem, true));
  }

  private void setAside(ArmId id, Problem problem, Instant now) {
    Aside before = asides.get(id);
    int failures = before == null ? 1 : before.failures() + 1;
    asides.put(id, new Aside(problem, failures, now.plus(delay.apply(problem, failures))));
    forget(Set.of(id));
  }

  /** Takes these out of the groups that are to be tried. */
  private void forget(Collection<ArmId> ids) {
    List<Suspects> left =
        suspects.stream()
            .map(group -> group.without(ids))
            .filter(group -> !group.ids().isEmpty())
            .toList();
    suspects.clear();
    suspects.addAll(left);
  }

  /** Azure took a PATCH that assigns these. */
  void assigned(Collection<ArmId> landed, Instant now) {
    landed.forEach(asides::remove);
    boolean firstHalfIsWell =
        !suspects.isEmpty()
            && suspects.peek().isFirstHalf()
            && landed.containsAll(suspects.peek().ids());
    forget(landed);
    if (firstHalfIsWell && !suspects.isEmpty()) {
      Suspects other = suspects.peek();
      narrow(other.ids(), other.because(), now);
    }
  }

  /** Only these are wanted and not there: whatever else is known is of no use any more. */
  void keepOnly(Set<ArmId> wanted) {
    asides.keySet().retainAll(wanted);
    Set<ArmId> gone = new TreeSet<>();
    suspects.forEach(group -> gone.addAll(group.ids()));
    gone.removeAll(wanted);
    forget(gone);
  }

  /**
   * When the next of those set aside is to be tried again; the end of time if there is none. One
   * whose turn has come is not set aside any more: it may have to wait for other things, and must
   * not lead to look after look without a pause meanwhile.
   */
  Instant nextTry(Instant now) {
    return asides.values().stream()
        .map(Aside::nextTry)
        .filter(next -> next.isAfter(now))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
