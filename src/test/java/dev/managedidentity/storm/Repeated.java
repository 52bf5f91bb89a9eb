package dev.managedidentity.storm;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What is done again and again beside everything else, on a thread of its own. */
final class Repeated implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final String what;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Future<?> task;

  /**
   * Begins at once.
   *
   * @param what for the message if it fails
   * @param pause between two times
   */
  Repeated(String what, Duration pause, Runnable action) {
    this.what = what;
    this.task = thread.scheduleWithFixedDelay(action, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Without it the storm would be another one, in which everything may seem to hold.
   *
   * @throws StormFailed if it ended, saying why
   */
  void requireRunning() {
    if (task.isDone() && !task.isCancelled()) {
      try {
        task.get();
      } catch (ExecutionException e) {
        throw new StormFailed(what + " failed: " + e.getCause(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StormFailed("The storm was interrupted.", e);
      }
    }
  }

  /** Stops, after what is under way. */
  @Override
  public void close() {
    requireRunning();
    task.cancel(false);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StormFailed(what + " does not stop.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StormFailed("The storm was interrupted.", e);
    }
  }
}
