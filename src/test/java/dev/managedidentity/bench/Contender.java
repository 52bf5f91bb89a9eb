package dev.managedidentity.bench;

import dev.managedidentity.testing.Footprint;
import java.time.Instant;

/** One way of keeping a fleet as it should be, at work as a process of its own. */
interface Contender extends AutoCloseable {

  /** When its process was started. */
  Instant started();

  /** Waits until it says, in its own way, that the whole fleet is as it should be. */
  void awaitAllWell();

  /**
   * Waits for a moment at which a period may begin to be counted: where there are rounds, their
   * end.
   */
  void awaitBoundary();

  /** Lets so many of its periods pass. */
  void pass(int periods);

  /** What its process has cost so far. */
  Footprint footprint();

  /** Fails where its process has ended. */
  JavaProcess process();

  @Override
  void close();
}
