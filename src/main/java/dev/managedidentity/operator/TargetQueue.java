package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final ScheduledThreadPoolExecutor threads;
  private final Map<ArmId, Slot> slots = new HashMap<>();
  private boolean isOpen;

  /** What is known of one target: guarded by {@link #slots}. */
  private static final class Slot {
    private boolean running;
    private boolean touched;
    private ScheduledFuture<?> next;
  }

  /**
   * @param delayAfterError before the work on a target is tried again when it threw
   */
  TargetQueue(Work work, int workers, Duration delayAfterError) {
    this.work = work;
    this.delayAfterError = delayAfterError;
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
      } else {
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
      slot.running = true;
      slot.touched = false;
    }
    Optional<Duration> next = Optional.of(delayAfterError);
    try {
      next = work.run(target);
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

  /**
   * Starts no more work and lets what runs end.
   *
   * @param grace for how long; what runs on after that is interrupted
   */
  void close(Duration grace) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("work still running after {}; interrupting it", grace);
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
