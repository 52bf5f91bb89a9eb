package dev.managedidentity.emulator.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Clock;
import java.util.List;

/** The two journals of the emulator, each of bounded size. */
public final class Audit {
  private static final int KEPT = 200_000;

  /** More letters than any id has. */
  private static final int LONGEST = 1000;

  private final Clock clock;
  private final Journal<RequestRecord> requests = new Journal<>(KEPT);
  private final Journal<ChangeRecord> changes = new Journal<>(KEPT);

  public Audit(Clock clock) {
    this.clock = clock;
  }

  public void request(String client, String method, String path, int status) {
    String what = start(method);
    String where = start(path);
    requests.append(n -> new RequestRecord(n, clock.instant(), client, what, where, status));
  }

  /** Notes a changed identity; null stands for a resource without one. */
  public void change(String client, String target, JsonNode before, JsonNode after) {
    changes.append(
        n ->
            new ChangeRecord(
                n, clock.instant(), client, target, copyOrNull(before), copyOrNull(after)));
  }

  public List<RequestRecord> requestsSince(long n) {
    return requests.since(n);
  }

  public List<ChangeRecord> changesSince(long n) {
    return changes.since(n);
  }

  /** The number of the newest change, 0 where there was none. */
  public long lastChange() {
    return changes.last();
  }

  /** So much as is worth keeping: rubbish can be as long as a server takes. */
  private static String start(String text) {
    return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  private static JsonNode copyOrNull(JsonNode node) {
    return node == null ? NullNode.getInstance() : node.deepCopy();
  }
}
