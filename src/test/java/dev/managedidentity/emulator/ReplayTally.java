package dev.managedidentity.emulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was sent, what was compared, and what was let pass for which reason. */
final class ReplayTally {
  private final Map<String, Integer> unsent = new TreeMap<>();
  private final Map<String, Integer> excepted = new TreeMap<>();
  private int recordings;
  private int sent;
  private int withBody;
  private int differing;

  void recording() {
    recordings++;
  }

  void sent(Recorded recorded) {
    sent++;
    withBody += recorded.body().isEmpty() ? 0 : 1;
  }

  void unsent(String reason, Recorded recorded) {
    boolean write = !recorded.isRead();
    unsent.merge((write ? "write: " : "read: ") + reason, 1, Integer::sum);
  }

  void differs() {
    differing++;
  }

  Map<String, Integer> excepted() {
    return excepted;
  }

  String table() {
    return "Replayed recordings of Azure%n  %6d recordings%n  %6d exchanges sent and compared%n  %6d of them with a body%n  %6d differ%n"
            .formatted(recordings, sent, withBody, differing)
        + rows("not sent", unsent)
        + rows("let pass", excepted);
  }

  private static String rows(String title, Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(one -> "  %6d %s: %s%n".formatted(one.getValue(), title, one.getKey()))
        .collect(Collectors.joining());
  }
}
