package dev.managedidentity.emulator.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A numbered list that only grows at its end and forgets its oldest entries above a limit, so that
 * an emulator that runs for weeks keeps its size.
 */
public final class Journal<T> {
  private final int limit;
  private final Deque<T> entries = new ArrayDeque<>();
  private long last;

  public Journal(int limit) {
    this.limit = limit;
  }

  /** Adds what {@code entry} makes of the next number. */
  public synchronized T append(LongFunction<T> entry) {
    T made = entry.apply(last + 1);
    last++;
    entries.addLast(made);
    if (entries.size() > limit) {
      entries.removeFirst();
    }
    return made;
  }

  /** The number of the newest entry, 0 where there was none. */
  public synchronized long last() {
    return last;
  }

  /** The entries numbered above {@code n} that are still kept, oldest first. */
  public synchronized List<T> since(long n) {
    long first = last - entries.size() + 1;
    return entries.stream().skip(Math.max(0, n + 1 - first)).toList();
  }
}
