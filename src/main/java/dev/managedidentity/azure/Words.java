package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What Azure says in words, made fit to be shown. */
final class Words {
  private static final int LONGEST = 1000;

  /** The beginning of every JSON web token, and what follows it. */
  private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{8,}(\\.[\\w-]*)*");

  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}]+");

  private Words() {}

  /** One line, at most a kilobyte, without tokens. */
  static String shown(String message) {
    String line = SPACE.matcher(message).replaceAll(" ").strip();
    String safe = TOKEN.matcher(line).replaceAll("(token)");
    if (safe.length() <= LONGEST) {
      return safe;
    }
    int end = Character.isHighSurrogate(safe.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return safe.substring(0, end) + "…";
  }

  /**
   * Which of these ids a message names. Searched for one by one: an id can have any character, so
   * that no pattern would find where it ends. Of another tenant Azure names the subscription only,
   * in quotes: that means each identity in it.
   */
  static Set<ArmId> named(String message, Collection<ArmId> ids) {
    String folded = message.toLowerCase(Locale.ROOT);
    Set<ArmId> named = new TreeSet<>();
    for (ArmId id : ids) {
      if (isNamed(id, folded, ids)) {
        named.add(id);
      }
    }
    if (named.isEmpty()) {
      ids.stream().filter(id -> isLinked(id.subscriptionId(), folded)).forEach(named::add);
    }
    return named;
  }

  private static boolean isLinked(String subscription, String folded) {
    return folded.contains("linked subscription '" + subscription.toLowerCase(Locale.ROOT) + "'");
  }

  private static boolean isNamed(ArmId id, String folded, Collection<ArmId> ids) {
    String wanted = id.folded();
    for (int at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
      int start = at;
      boolean longer =
          ids.stream()
              .map(ArmId::folded)
              .anyMatch(
                  other -> other.length() > wanted.length() && folded.startsWith(other, start));
      if (!longer && !continues(folded, at + wanted.length())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name goes on here, as app does in app2, app-2, app/x and app.x, not in "app. ". */
  private static boolean continues(String text, int at) {
    if (at >= text.length()) {
      return false;
    }
    char next = text.charAt(at);
    if (next == '.') {
      return at + 1 < text.length() && Character.isLetterOrDigit(text.charAt(at + 1));
    }
    return Character.isLetterOrDigit(next) || "-_/%~".indexOf(next) >= 0;
  }
}
