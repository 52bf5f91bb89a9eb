package dev.managedidentity.storm;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Random;

/** Somebody who edits declarations: one identity more, one less. */
final class Editor implements AutoCloseable {
  private final Cluster cluster;
  private final Fleet fleet;
  private final Random random;
  private final Repeated changes;
  private int edits;

  /**
   * Begins.
   *
   * @param pause between two edits
   */
  Editor(Cluster cluster, Fleet fleet, Random random, Duration pause) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.random = random;
    this.changes = new Repeated("The editor", pause, this::edit);
  }

  private void edit() {
    Fleet.Target target = fleet.targets().get(random.nextInt(fleet.targets().size()));
    Fleet.Declaration first = target.declarations().get(0);
    try {
      cluster.toggle(first.namespace(), first.name(), target.optional());
      edits++;
    } catch (KubernetesClientException e) {
      // The API server is away, or somebody wrote in between; the next one.
      return;
    }
  }

  /** How many edits were made; to be asked once it is closed. */
  int edits() {
    return edits;
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends it, and returns once nothing of it runs; to be called again does nothing. */
  void stop() {
    changes.close();
  }
}
