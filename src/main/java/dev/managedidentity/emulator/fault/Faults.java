package dev.managedidentity.emulator.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The faults in force, with what is left of each. */
public final class Faults {
  /** Fixed, so that the same requests meet the same faults in every run. */
  private static final long SEED = 20;

  private final Clock clock;
  private final double timeFactor;
  private final Random random = new Random(SEED);
  private List<Active> active = List.of();

  /**
   * None to begin with.
   *
   * @param timeFactor how long a fault lasts is multiplied by this
   */
  public Faults(Clock clock, double timeFactor) {
    this.clock = clock;
    this.timeFactor = timeFactor;
  }

  /**
   * Puts these faults in the place of those in force.
   *
   * @throws IllegalArgumentException naming what cannot be read, in words for the person who wrote
   *     it; the old faults then stay
   */
  public void replace(String yaml) {
    List<Active> parsed =
        FaultFile.parse(yaml).stream().map(one -> new Active(one, end(one))).toList();
    synchronized (this) {
      active = parsed;
    }
  }

  private Instant end(Fault fault) {
    return fault.seconds() == null
        ? Instant.MAX
        : clock.instant().plus(Duration.ofMillis(Math.round(fault.seconds() * timeFactor * 1000)));
  }

  public synchronized List<Fault> inForce() {
    return active.stream().map(one -> one.fault).toList();
  }

  /** The fault that this request meets: the first that covers it and is not over. */
  public synchronized Optional<Fault> next(String method, String path, String body) {
    Instant now = clock.instant();
    return active.stream()
        .filter(one -> now.isBefore(one.end))
        .filter(one -> one.fault.covers(method, path, body) && one.strikes(random))
        .map(one -> one.fault)
        .findFirst();
  }

  private static final class Active {
    private final Fault fault;
    private final Instant end;
    private int toSkip;
    private int left;

    Active(Fault fault, Instant end) {
      this.fault = fault;
      this.end = end;
      this.toSkip = fault.skip() == null ? 0 : fault.skip();
      this.left = fault.times() == null ? Integer.MAX_VALUE : fault.times();
    }

    boolean strikes(Random random) {
      if (left == 0) {
        return false;
      }
      if (toSkip > 0) {
        toSkip--;
        return false;
      }
      if (fault.share() != null && random.nextDouble() >= fault.share()) {
        return false;
      }
      left = left == Integer.MAX_VALUE ? left : left - 1;
      return true;
    }
  }
}
