package dev.managedidentity.operator;

import dev.managedidentity.azure.ActivityLog;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An activity log in memory: has what it is told of, at once. */
final class FakeActivityLog implements ActivityLog {
  private final List<Entry> entries = new ArrayList<>();

  /** What was asked for. */
  final List<Asked> asked = new ArrayList<>();

  final Deque<Problem> problems = new ArrayDeque<>();

  /** Asking it ends in an error of the program. */
  boolean isBroken;

  /** One call. */
  record Asked(ArmId target, Instant from, Instant to) {}

  /** Somebody wrote to the target. */
  void note(String caller, Instant time) {
    entries.add(new Entry(caller, "az", "Microsoft.Compute/write", time));
  }

  @Override
  public Answer<List<Entry>> writes(ArmId id, Instant from, Instant to) {
    asked.add(new Asked(id, from, to));
    if (isBroken) {
      throw new IllegalStateException("broken");
    }
    return problems.isEmpty()
        ? Answer.of(
            entries.stream()
                .filter(one -> !one.time().isBefore(from) && !one.time().isAfter(to))
                .toList())
        : Answer.not(problems.poll());
  }
}
