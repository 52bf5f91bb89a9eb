package dev.managedidentity.emulator;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which id of the emulator stands for which of the recording. Azure makes ids up, and so does the
 * emulator: one must stay the same for as long as the other does, and change when it changes.
 */
final class Bindings {
  private static final Pattern ID =
      Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final String SCRUBBED = "00000000-0000-0000-0000-000000000000";

  private final Map<String, String> byRecorded = new HashMap<>();
  private final Map<String, String> byActual = new HashMap<>();

  /** Whether the two can be one and the same, which they are from now on. */
  boolean same(String recorded, String actual) {
    if (!ID.matcher(recorded).matches() || recorded.equals(SCRUBBED)) {
      // A recorder has taken the id out: nothing is known of it.
      return !actual.isEmpty();
    }
    String left = recorded.toLowerCase(Locale.ROOT);
    String right = actual.toLowerCase(Locale.ROOT);
    return right.equals(byRecorded.computeIfAbsent(left, one -> right))
        && left.equals(byActual.computeIfAbsent(right, one -> left));
  }

  /** A text of the recording with the emulator's ids in it. */
  String translated(String text) {
    Matcher ids = ID.matcher(text);
    return ids.replaceAll(
        found -> byRecorded.getOrDefault(found.group().toLowerCase(Locale.ROOT), found.group()));
  }
}
