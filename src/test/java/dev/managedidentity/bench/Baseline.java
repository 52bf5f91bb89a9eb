package dev.managedidentity.bench;

/** What people do without the operator. */
enum Baseline {
  SCRIPT("script", Errand.Way.SCRIPT),
  WHOLE(Claims.WHOLE, Errand.Way.WHOLE_RESOURCE),
  /** For the operator alone. */
  NONE("none", null);

  final String words;
  final Errand.Way way;

  Baseline(String words, Errand.Way way) {
    this.words = words;
    this.way = way;
  }
}
