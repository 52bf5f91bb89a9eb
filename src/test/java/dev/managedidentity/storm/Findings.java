package dev.managedidentity.storm;

import java.util.ArrayList;
import java.util.List;

/** What did not hold. */
final class Findings {
  /** One fault may break a thousand times what must hold. */
  private static final int MOST = 200;

  private final List<String> all = new ArrayList<>();

  synchronized void add(String finding) {
    if (all.size() < MOST) {
      all.add(finding);
      System.err.println("FINDING: " + finding);
    }
  }

  synchronized List<String> all() {
    return List.copyOf(all);
  }
}
