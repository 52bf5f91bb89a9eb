package dev.managedidentity.plan;

/**
 * A glob on identity ids, and on whatever else has slashes: {@code *} stands for any characters,
 * slashes too, {@code ?} for one, and casing does not matter.
 *
 * @param glob in lower case
 */
public record IdPattern(String glob) {

  public IdPattern {
    glob = ArmId.fold(glob);
  }

  /** Whether the whole id matches. */
  public boolean matches(ArmId id) {
    return matchesFolded(id.folded());
  }

  /** Whether the whole text matches. */
  public boolean matches(String text) {
    return matchesFolded(ArmId.fold(text));
  }

  /**
   * Walks the text once, going back to the last star only, so that no pattern of a stranger can
   * make it slow as a regular expression could.
   */
  private boolean matchesFolded(String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (at < text.length()) {
      if (in < glob.length() && glob.charAt(in) == '*') {
        star = in++;
        resume = at;
      } else if (in < glob.length() && fits(glob.charAt(in), text.charAt(at))) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (in < glob.length() && glob.charAt(in) == '*') {
      in++;
    }
    return in == glob.length();
  }

  private static boolean fits(char wanted, char found) {
    return wanted == '?' || wanted == found;
  }
}
