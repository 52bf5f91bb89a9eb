package dev.managedidentity.bench;

import java.util.Locale;

/** What a run may show, each by itself. */
enum Scene {
  /** One bad identity in a declaration of forty. */
  BAD_IDENTITY,
  /**
   * From nothing assigned until the whole fleet is as it should be; the next three begin so too.
   */
  COLD,
  /** Periods in which nothing happens. */
  STEADY,
  /** Somebody changes one scale set after the other. */
  DRIFT,
  /** Somebody changes all of them at once. */
  ALL_DRIFTED,
  /** A second subscription answers nothing but 429 for ten minutes. */
  THROTTLED;

  /**
   * By its name in lower case with hyphens.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Scene named(String name) {
    return valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  boolean isOfAFleet() {
    return this == COLD || this == STEADY || this == DRIFT || this == ALL_DRIFTED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
