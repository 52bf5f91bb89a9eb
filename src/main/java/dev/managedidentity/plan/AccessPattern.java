package dev.managedidentity.plan;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A pattern on ids of Azure Resource Manager: {@code *} matches any characters within a segment,
 * {@code **} any characters across segments, and the casing of ASCII letters makes no difference.
 *
 * <p>Grants permissions, so it is strict: text that a URL could resolve to another resource, such
 * as one with {@code ..}, never matches.
 *
 * @param glob in lower case
 */
public record AccessPattern(String glob) {

  /** What an id never has, and what would change its meaning in a URL. */
  private static final Pattern AMBIGUOUS =
      Pattern.compile("//|/$|[?#%\\\\*\\p{C}]|/\\.\\.?(/|$)|\\s/|/\\s");

  public AccessPattern {
    glob = lowerAscii(glob);
  }

  /** Whether the whole text matches. */
  public boolean matches(String text) {
    return text.startsWith("/")
        && !AMBIGUOUS.matcher(text).find()
        && matchesLowered(lowerAscii(text));
  }

  /**
   * Only ASCII letters: other letters that some locale takes for equal are different names in
   * Azure.
   */
  private static String lowerAscii(String text) {
    StringBuilder lowered = new StringBuilder(text.length());
    text.chars().forEach(c -> lowered.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
    return lowered.toString();
  }

  /**
   * Keeps, for each prefix of the pattern, whether it matches the text so far: the time is the
   * product of both lengths, whatever the pattern.
   */
  private boolean matchesLowered(String text) {
    boolean[] matched = new boolean[glob.length() + 1];
    matched[0] = true;
    skipStars(matched);
    for (int at = 0; at < text.length(); at++) {
      matched = afterOneMore(matched, text.charAt(at));
    }
    return matched[glob.length()];
  }

  private boolean[] afterOneMore(boolean[] before, char c) {
    boolean[] after = new boolean[before.length];
    for (int in = 0; in < glob.length(); in++) {
      if (glob.charAt(in) == '*') {
        boolean crosses = isDouble(in);
        // A star takes the character and stays where it is.
        after[in] |= before[in] && (crosses || c != '/');
      } else if (before[in] && glob.charAt(in) == c) {
        after[in + 1] = true;
      }
    }
    skipStars(after);
    return after;
  }

  /** A star matches no character, too. */
  private void skipStars(boolean[] matched) {
    for (int in = 0; in < glob.length(); in++) {
      if (matched[in] && glob.charAt(in) == '*') {
        matched[in + 1] = true;
      }
    }
  }

  /** Whether the star at this place is the first of two. */
  private boolean isDouble(int in) {
    return in + 1 < glob.length() && glob.charAt(in + 1) == '*';
  }

  /** A pattern that matches one name in Kubernetes, with {@code *} for any characters. */
  static boolean matchesName(String pattern, String name) {
    return new IdPattern(pattern).matches(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return glob;
  }
}
