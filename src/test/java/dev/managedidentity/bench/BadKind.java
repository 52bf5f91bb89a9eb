package dev.managedidentity.bench;

import java.util.Locale;

/** What can be wrong with one identity of forty. */
enum BadKind {
  MISSING("never made, or its name misspelt", true),
  DELETED("deleted, and still on the target", true),
  FORBIDDEN("the operator may not assign it", true),
  OTHER_TENANT("of another tenant", true),
  UNNAMED("never made, and the error names nothing", true),
  UNEXPLAINED("there, refused, and the error names nothing", false);

  private final String words;
  private final boolean toldAtOnce;

  BadKind(String words, boolean toldAtOnce) {
    this.words = words;
    this.toldAtOnce = toldAtOnce;
  }

  String words() {
    return words;
  }

  /**
   * Whether it can be known which one it is without trying: from Azure's refusal, or by asking for
   * the identities.
   */
  boolean isToldAtOnce() {
    return toldAtOnce;
  }

  /** For names of resources. */
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
