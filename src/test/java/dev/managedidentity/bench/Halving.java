package dev.managedidentity.bench;

/** What it takes at most to find a bad identity that no error names. */
final class Halving {
  private Halving() {}

  /**
   * The PATCHes, beyond the one that would do without a bad one: one for each halving, and one for
   * the others.
   */
  static int mostMore(int identities) {
    int halvings = 0;
    for (int rest = identities; rest > 1; rest = (rest + 1) / 2) {
      halvings++;
    }
    return halvings + 1;
  }
}
