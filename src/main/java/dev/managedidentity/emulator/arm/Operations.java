package dev.managedidentity.emulator.arm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The operations that run and those that ended lately. Nothing waits: every request first lets the
 * clock catch up, which ends what is due.
 */
final class Operations {
  private static final int KEPT = 20_000;

  private final Clock clock;
  private final Map<String, Operation> byName =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Operation> eldest) {
          return size() > KEPT;
        }
      };
  private final PriorityQueue<Operation> due =
      new PriorityQueue<>(Comparator.comparing(Operation::due));

  Operations(Clock clock) {
    this.clock = clock;
  }

  /**
   * Starts an operation.
   *
   * @param takes how long, or null for one that never ends
   */
  Operation start(Duration takes, Operation.Planned planned, Consumer<Operation.State> effect) {
    Instant now = clock.instant();
    Operation operation =
        new Operation(now, takes == null ? Instant.MAX : now.plus(takes), planned, effect);
    byName.put(operation.name(), operation);
    if (takes != null) {
      due.add(operation);
    }
    return operation;
  }

  void preempt(Operation operation) {
    operation.preempt(clock.instant());
    due.remove(operation);
  }

  /** Ends what is due, in the order in which it fell due. */
  void catchUp() {
    Instant now = clock.instant();
    while (!due.isEmpty() && !due.peek().due().isAfter(now)) {
      due.poll().complete();
    }
  }

  /** Ends everything that would end by itself some time. */
  void endAll() {
    while (!due.isEmpty()) {
      due.poll().complete();
    }
  }

  Optional<Operation> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
