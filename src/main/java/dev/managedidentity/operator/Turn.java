package dev.managedidentity.operator;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the loop runs: at once, or from its election on, and never after its end.
 *
 * <p>Nothing of it runs before, not even an informer, so that it begins with the statuses as the
 * one before it left them.
 */
final class Turn {
  private static final Logger log = LoggerFactory.getLogger(Turn.class);

  private final Watch watch;
  private final TargetQueue queue;

  /** Guarded by this, but for the start of the watch, which may take minutes. */
  private boolean ended;

  private boolean starting;
  private Optional<AutoCloseable> candidate = Optional.empty();
  private volatile boolean waiting;

  /** What watches the cluster. */
  interface Watch {

    /** Returns once it knows the cluster. */
    void start();

    void stop();

    /** Whether it knows the cluster. */
    boolean isStarted();

    boolean isHealthy();
  }

  /** The election that decides when the loop runs. */
  @FunctionalInterface
  interface Candidacy {

    /**
     * Stands for election, and returns at once.
     *
     * @param elected run on a thread of its own once the lease is had
     * @param lost run once it is had no more, and was not given back
     * @return gives the lease back when closed
     */
    AutoCloseable stand(Runnable elected, Runnable lost);
  }

  Turn(Watch watch, TargetQueue queue) {
    this.watch = watch;
    this.queue = queue;
  }

  /** Runs the loop and returns once it watches the cluster; does nothing after the end. */
  void take() {
    synchronized (this) {
      if (ended) {
        return;
      }
      starting = true;
    }
    try {
      watch.start();
    } finally {
      started();
    }
    queue.open();
  }

  /** The end does not wait for a start that hangs, so a start that succeeds late is undone here. */
  private synchronized void started() {
    starting = false;
    if (ended) {
      watch.stop();
    }
  }

  /**
   * Has the loop run once it is elected, and returns at once.
   *
   * @param lost what ends the loop at once; also run where it cannot begin
   */
  synchronized void standFor(Candidacy candidacy, Runnable lost) {
    if (ended) {
      return;
    }
    waiting = true;
    candidate = Optional.of(candidacy.stand(() -> elected(lost), lost));
  }

  private void elected(Runnable lost) {
    try {
      take();
      waiting = false;
    } catch (RuntimeException e) {
      if (isEnded()) {
        log.debug("stopped while starting", e);
        return;
      }
      log.error("cannot begin, and gives up the lease", e);
      giveBack();
      lost.run();
    }
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  /** Whether the informers know the cluster. */
  boolean isTaken() {
    return watch.isStarted();
  }

  /** Not so where the cluster is not watched any more. */
  boolean isLive() {
    return !isTaken() || watch.isHealthy();
  }

  /** Also while somebody else works, or a rolling update would wait for ever. */
  boolean isReady() {
    return waiting || (isTaken() && watch.isHealthy());
  }

  /**
   * Ends the loop, and only then lets the next one have the lease. Work that does not end in time
   * may still change something, so the lease is left to expire then.
   *
   * @param grace for running work
   */
  void end(Duration grace) {
    synchronized (this) {
      ended = true;
    }
    if (!queue.close(grace)) {
      log.warn("work has not ended after {} s: the lease is not given back", grace.toSeconds());
      return;
    }
    synchronized (this) {
      if (!starting) {
        watch.stop();
      }
    }
    giveBack();
  }

  private void giveBack() {
    Optional<AutoCloseable> held;
    synchronized (this) {
      held = candidate;
      candidate = Optional.empty();
    }
    if (held.isPresent()) {
      try {
        held.get().close();
      } catch (Exception e) {
        log.warn("the lease is not given back, and expires", e);
      }
    }
  }
}
