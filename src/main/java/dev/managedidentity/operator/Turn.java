package dev.managedidentity.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Duration;
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

  private final Operator operator;
  private final InformedNamespaces namespaces;
  private final TargetQueue queue;
  private Candidate candidate;
  private boolean ended;
  private volatile boolean waiting;

  Turn(Operator operator, InformedNamespaces namespaces, TargetQueue queue) {
    this.operator = operator;
    this.namespaces = namespaces;
    this.queue = queue;
  }

  /** Runs the loop and returns once it watches the cluster. */
  void take() {
    // First, because what a namespace says decides what may be done for the objects in it.
    namespaces.start();
    operator.start();
    queue.open();
  }

  /**
   * Has the loop run once it is elected, and returns at once.
   *
   * @param lost what ends the loop at once; also run where it cannot begin
   */
  synchronized void standFor(Election election, KubernetesClient client, Runnable lost) {
    waiting = true;
    candidate = Candidate.stand(client, election, () -> elected(lost), lost);
  }

  private synchronized void elected(Runnable lost) {
    if (ended) {
      return;
    }
    try {
      take();
      waiting = false;
    } catch (RuntimeException e) {
      log.error("cannot begin, and gives up the lease", e);
      candidate.close();
      lost.run();
    }
  }

  /** Whether the informers know the cluster. */
  boolean isTaken() {
    return operator.getRuntimeInfo().isStarted();
  }

  /** Not so where the cluster is not watched any more. */
  boolean isLive() {
    return !isTaken() || isWatching();
  }

  /** Also while somebody else works, or a rolling update would wait for ever. */
  boolean isReady() {
    return waiting || (isTaken() && isWatching());
  }

  private boolean isWatching() {
    return operator.getRuntimeInfo().allEventSourcesAreHealthy() && namespaces.isWatching();
  }

  /**
   * Ends the loop, and only then lets the next one have the lease.
   *
   * @param grace for running work
   */
  synchronized void end(Duration grace) {
    ended = true;
    operator.stop();
    queue.close(grace);
    namespaces.close();
    if (candidate != null) {
      candidate.close();
    }
  }
}
