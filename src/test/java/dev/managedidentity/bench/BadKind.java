package dev.managedidentity.bench;

import java.util.Locale;

/** What can be wrong with one identity of forty. */
enum BadKind {
  MISSING("never made, or its name misspelt", true),
  DELETED("deleted, and still on the target", true),
  FORBIDDEN("the operator may not assign it", true),
  OTHER_TENANT("of another tenant", true),
  UNNAMED("refused, and the error names nothing", false);

  private final String words;
  private final boolean named;

  BadKind(String words, boolean named) {
    this.words = words;
    this.named = named;
  }

  String words() {
    return words;
  }

  /** Whether Azure's refusal says which identity, or at least which subscription, it is about. */
  boolean isNamed() {
    return named;
  }

  /** For names of resources. */
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
