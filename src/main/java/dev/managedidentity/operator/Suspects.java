package dev.managedidentity.operator;

import dev.managedidentity.api.Suspect;
import dev.managedidentity.azure.ActivityLog.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may have changed a target: what the activity log says, made fit for a status. Pure. */
final class Suspects {
  private static final int MOST = 5;

  /** As long as the status takes. */
  private static final int LONGEST_CALLER = 320;

  private static final int LONGEST_ID = 64;

  private Suspects() {}

  /**
   * Those who were known and those of the log, each with the last write; the newest first.
   *
   * @param known from earlier
   */
  static List<Suspect> of(List<Suspect> known, List<Entry> entries) {
    Map<String, Suspect> last = new LinkedHashMap<>();
    Stream.concat(entries.stream().map(Suspects::suspect), known.stream())
        .sorted(Comparator.comparing((Suspect one) -> one.time).reversed())
        .forEach(one -> last.putIfAbsent(key(one), one));
    return last.values().stream().limit(MOST).toList();
  }

  private static Suspect suspect(Entry entry) {
    Suspect suspect = new Suspect();
    suspect.caller = cut(entry.caller(), LONGEST_CALLER);
    suspect.clientId = entry.clientId() == null ? null : cut(entry.clientId(), LONGEST_ID);
    suspect.operation = cut(entry.operation(), LONGEST_CALLER);
    suspect.time = Reporter.timestamp(entry.time());
    return suspect;
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }

  private static String key(Suspect suspect) {
    return (suspect.caller + " " + suspect.clientId).toLowerCase(Locale.ROOT);
  }

  /** Whether somebody is among the later ones who was not among the earlier ones. */
  static boolean areMore(List<Suspect> earlier, List<Suspect> later) {
    List<String> known = earlier.stream().map(Suspects::key).toList();
    return later.stream().anyMatch(one -> !known.contains(key(one)));
  }

  /** All of them in words. */
  static String words(List<Suspect> suspects) {
    return suspects.stream().map(Suspects::words).collect(Collectors.joining("; "));
  }

  private static String words(Suspect suspect) {
    List<String> words = new ArrayList<>(List.of(suspect.caller));
    if (suspect.clientId != null) {
      words.add("with the application " + suspect.clientId);
    }
    words.add("at " + suspect.time);
    return String.join(" ", words);
  }
}
