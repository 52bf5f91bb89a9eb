package dev.managedidentity.operator;

import dev.managedidentity.azure.CallsStopped;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the work on each target, again and again, on a handful of threads.
 *
 * <p>One target is never worked on twice at once: a touch during its run leads to one more run
 * right after it. No thread waits for a target's next time to come. It is closed until it is
 * opened, so that work begins when all informers know the cluster, with all declarations of each
 * target at once.
 */
final class TargetQueue {

  /** The work on one target; says when it wants to run again, empty for not at all. */
  interface Work {
    Optional<Duration> run(ArmId target);
  }

  private static final Logger log = LoggerFactory.getLogger(TargetQueue.class);

  private final Work work;
  private final Duration delayAfterError;
  private final Consumer<Duration> late;
  private final ScheduledThreadPoolExecutor threads;
  private final Map<ArmId, Slot> slots = new HashMap<>();
  private boolean isOpen;

  /** What is known of one target: guarded by {@link #slots}. */
  private static final class Slot {
    private boolean running;
    private boolean touched;
    private ScheduledFuture<?> next;

    /** For how long it could have run already; negative if it is not due yet. */
    private Duration late() {
      return Duration.ofNanos(-next.getDelay(TimeUnit.NANOSECONDS));
    }

    private boolean isDue() {
      return !running && (next == null || !late().isNegative());
    }
  }

  /**
   * @param delayAfterError before the work on a target is tried again when it threw
   */
  TargetQueue(Work work, int workers, Duration delayAfterError) {
    this(work, workers, delayAfterError, unused -> {});
  }

  /**
   * @param late is told at the start of each run how late it is
   */
  TargetQueue(Work work, int workers, Duration delayAfterError, Consumer<Duration> late) {
    this.work = work;
    this.delayAfterError = delayAfterError;
    this.late = late;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ScheduledThreadPoolExecutor(
            workers, task -> new Thread(task, "target-" + number.incrementAndGet()));
    threads.setRemoveOnCancelPolicy(true);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Something about the target is new: works on it as soon as a thread is free. */
  void touch(ArmId target) {
    synchronized (slots) {
      Slot slot = slots.computeIfAbsent(target, unused -> new Slot());
      if (slot.running) {
        slot.touched = true;
      } else if (slot.next == null || slot.late().isNegative()) {
        // What is due already keeps its place in the line.
        schedule(target, slot, Duration.ZERO);
      }
    }
  }

  /** Begins with what was touched so far. */
  void open() {
    synchronized (slots) {
      isOpen = true;
      slots.forEach((target, slot) -> schedule(target, slot, Duration.ZERO));
    }
  }

  private void schedule(ArmId target, Slot slot, Duration delay) {
    if (!isOpen) {
      return;
    }
    if (slot.next != null) {
      slot.next.cancel(false);
    }
    try {
      slot.next = threads.schedule(() -> run(target), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("not scheduling {}: the queue is closed", target);
    }
  }

  private void run(ArmId target) {
    synchronized (slots) {
      Slot slot = slots.get(target);
      // A touch that came while this run was leaving the scheduler has scheduled a run of its own.
      if (slot == null || slot.running) {
        return;
      }
      Duration by = slot.late();
      late.accept(by.isNegative() ? Duration.ZERO : by);
      slot.running = true;
      slot.touched = false;
    }
    Optional<Duration> next = Optional.of(delayAfterError);
    try {
      next = work.run(target);
    } catch (CallsStopped e) {
      log.info("{} is not reconciled to the end: the operator is stopping", target);
    } catch (RuntimeException e) {
      log.error("work on {} failed; trying again in {}", target, delayAfterError, e);
    } finally {
      finished(target, next);
    }
  }

  private void finished(ArmId target, Optional<Duration> next) {
    synchronized (slots) {
      Slot slot = slots.get(target);
      slot.running = false;
      if (slot.touched) {
        schedule(target, slot, Duration.ZERO);
      } else if (next.isPresent()) {
        schedule(target, slot, next.get());
      } else {
        slots.remove(target);
      }
    }
  }

  /** Whether work is due for which no thread is free. */
  boolean isCrowded() {
    return threads.getQueue().peek() instanceof Delayed first
        && first.getDelay(TimeUnit.NANOSECONDS) <= 0;
  }

  /** How many targets it knows. */
  int targets() {
    synchronized (slots) {
      return slots.size();
    }
  }

  /** How many of them are due and not worked on yet. */
  int depth() {
    return count(Slot::isDue);
  }

  /** How many of them are worked on. */
  int busy() {
    return count(slot -> slot.running);
  }

  private int count(Predicate<Slot> which) {
    synchronized (slots) {
      return (int) slots.values().stream().filter(which).count();
    }
  }

  /**
   * Starts no more work and lets what runs end.
   *
   * @param grace for how long; what runs on after that is interrupted, which it may not obey
   * @return whether all work has ended
   */
  boolean close(Duration grace) {
    threads.shutdown();
    try {
      if (threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      log.warn("work still running after {}; interrupting it", grace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
    return false;
  }
}
