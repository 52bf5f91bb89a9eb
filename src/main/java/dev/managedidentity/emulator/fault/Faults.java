package dev.managedidentity.emulator.fault;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The faults in force, with what is left of each. */
public final class Faults {
  /** Fixed, so that the same requests meet the same faults in every run. */
  private static final long SEED = 20;

  private final Random random = new Random(SEED);
  private List<Active> active = List.of();

  /**
   * Puts these faults in the place of those in force.
   *
   * @throws IllegalArgumentException naming what cannot be read, in words for the person who wrote
   *     it; the old faults then stay
   */
  public void replace(String yaml) {
    List<Active> parsed = FaultFile.parse(yaml).stream().map(Active::new).toList();
    synchronized (this) {
      active = parsed;
    }
  }

  public synchronized List<Fault> inForce() {
    return active.stream().map(one -> one.fault).toList();
  }

  /** The fault that this request meets: the first that covers it and is not over. */
  public synchronized Optional<Fault> next(String method, String path, String body) {
    return active.stream()
        .filter(one -> one.fault.covers(method, path, body) && one.strikes(random))
        .map(one -> one.fault)
        .findFirst();
  }

  private static final class Active {
    private final Fault fault;
    private int toSkip;
    private int left;

    Active(Fault fault) {
      this.fault = fault;
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
