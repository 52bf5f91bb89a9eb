package dev.managedidentity.azure;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The correlation ids of the writes that this process sent last: by them the activity log's entries
 * of the operator itself are told from those of others, whoever it acts as. Safe for many threads.
 */
final class OwnWrites {
  /** More than are sent in the minutes that are looked back upon, by far. */
  private static final int MOST = 10_000;

  private final Set<String> requests = new LinkedHashSet<>();

  synchronized void add(String request) {
    requests.add(folded(request));
    if (requests.size() > MOST) {
      requests.remove(requests.iterator().next());
    }
  }

  synchronized boolean has(String request) {
    return requests.contains(folded(request));
  }

  private static String folded(String request) {
    return request.toLowerCase(Locale.ROOT);
  }
}
