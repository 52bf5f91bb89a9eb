package dev.managedidentity.emulator.wire;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that requests are read and answered on. A client that is slow holds one, so each has
 * its time, and where others wait for a thread the slow ones lose theirs sooner.
 *
 * <p>An interrupt closes the connection: its channel is an interruptible one.
 */
final class RequestThreads implements Executor, AutoCloseable {
  private static final int THREADS = 256;
  private static final long TICK_MILLIS = 200;

  /** So long a request may take to arrive while others wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Duration limit;
  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService watch;
  private static final ThreadLocal<Turn> CURRENT = new ThreadLocal<>();

  /** Guarded by itself: whoever is in here is on its thread, and may be interrupted. */
  private final Set<Turn> turns = new LinkedHashSet<>();

  /** What a thread is at. */
  private static final class Turn {
    private final Thread thread = Thread.currentThread();
    private long since = System.nanoTime();
    private boolean arrived;

    boolean isOver(Duration limit) {
      return System.nanoTime() - since > limit.toNanos();
    }
  }

  /**
   * @param limit so long a request may take to arrive, and an answer to be taken
   */
  RequestThreads(Duration limit) {
    this.limit = limit;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, "emulator-" + number.incrementAndGet()));
    threads.allowCoreThreadTimeOut(true);
    watch = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "emulator-watch"));
    Object unused =
        watch.scheduleWithFixedDelay(
            this::endSlowTurns, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(() -> take(task));
  }

  /** Says that the request of this thread is here whole; its answer now has the same time. */
  void arrived() {
    Turn turn = CURRENT.get();
    if (turn != null) {
      synchronized (turns) {
        turn.arrived = true;
        turn.since = System.nanoTime();
      }
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    threads.shutdownNow();
  }

  private void take(Runnable task) {
    Turn turn = new Turn();
    CURRENT.set(turn);
    synchronized (turns) {
      turns.add(turn);
    }
    try {
      task.run();
    } finally {
      synchronized (turns) {
        turns.remove(turn);
      }
      CURRENT.remove();
    }
  }

  private void endSlowTurns() {
    boolean othersWait = !threads.getQueue().isEmpty();
    synchronized (turns) {
      turns.removeIf(
          turn -> {
            boolean slow =
                turn.isOver(limit) || (othersWait && !turn.arrived && turn.isOver(PATIENCE));
            if (slow) {
              turn.thread.interrupt();
            }
            return slow;
          });
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
