package dev.managedidentity.operator;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What waits for a thread of the SDK, the newest first.
 *
 * <p>The SDK writes the finalizer of an object in one run and hands it to us in the next. In the
 * order of their coming, the first of a thousand new objects would be worked on only after all
 * thousand have their finalizers. The oldest does not wait for long either: a run is one request at
 * most, and the work itself is done in the {@link TargetQueue}.
 */
final class NewestFirst extends LinkedBlockingDeque<Runnable> {
  private static final long serialVersionUID = 1L;

  private NewestFirst() {}

  /** Threads that what waits is given to; they last until they are shut down. */
  static ExecutorService threads(int count) {
    return new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new NewestFirst());
  }

  @Override
  public boolean offer(Runnable run) {
    return offerFirst(run);
  }
}
