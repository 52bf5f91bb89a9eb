package dev.managedidentity.bench;

import dev.managedidentity.testing.Footprint;
import java.time.Instant;

/** One way of keeping a fleet as it should be, at work as a process of its own. */
interface Contender extends AutoCloseable {

  /** When its process was started. */
  Instant started();

  /**
   * Waits until it says, in its own way, that the whole fleet is as it should be.
   *
   * @return when that was
   */
  Instant awaitAllWell();

  /**
   * The same once more, after all has been repaired in Azure that somebody changed.
   *
   * @return when that was; now, if it says nothing of that
   */
  Instant awaitWellAgain();

  /**
   * Lets pass what comes right after all is well and is not of every period.
   *
   * @return from when on periods can be counted
   */
  Instant settle();

  /**
   * Lets so many of its periods pass.
   *
   * @return when the last of them ended
   */
  Instant pass(int periods);

  /** What its process has cost so far. */
  Footprint footprint();

  /** Fails where its process has ended. */
  JavaProcess process();

  @Override
  void close();
}
