package dev.managedidentity.azure;

/**
 * What Azure's documentation lets through: so many at once, and so many a second after that. Where
 * the headers of an answer say otherwise, they are right.
 */
enum Allowance {
  /** Resource Manager's, of one principal in one subscription. */
  READS("reads of this subscription", 25, 250, true),
  WRITES("changes in this subscription", 10, 200, true),
  DELETES("deletions in this subscription", 10, 200, true),

  /** In place of those of compute, where the Resource Graph answers. */
  GRAPH("reads of the Resource Graph", 4000 / 60.0, 4000, true),

  /** Of compute in one region of a subscription. */
  SCALE_SET_CHANGES("changes of scale sets in this region", 500 / 60.0, 1500, true),
  SCALE_SET_READS("reads of scale sets in this region", 800 / 60.0, 2400, true),
  POLLS("questions how operations in this region go", 5000 / 60.0, 15_000, true),

  /** Of all regions together, for a list is of all of them. */
  LISTS("lists of this subscription", 360 / 60.0, 1080, true),

  /** Of one scale set, machine, operation or list. */
  CHANGES_OF_ONE("changes of this one", 4 / 60.0, 12, false),
  READS_OF_ONE("reads of this one", 12 / 60.0, 36, false),
  POLLS_OF_ONE("questions how this operation goes", 15 / 60.0, 45, false),
  PAGES_OF_ONE("pages of this list", 10 / 60.0, 30, false);

  /** What is counted, for the messages. */
  final String words;

  final double perSecond;
  final int burst;

  /** Whether more than one target draws on it. */
  final boolean isShared;

  Allowance(String words, double perSecond, int burst, boolean isShared) {
    this.words = words;
    this.perSecond = perSecond;
    this.burst = burst;
    this.isShared = isShared;
  }

  /** Whether it is Resource Manager itself that counts. */
  boolean isOfFrontDoor() {
    return this == READS || this == WRITES || this == DELETES;
  }

  /** In words, such as 10 a second. */
  String pace() {
    return perSecond >= 1
        ? Math.round(perSecond) + " a second"
        : Math.round(perSecond * 60) + " a minute";
  }

  /** How many are kept for what is more pressing: a fifth, of what many draw on. */
  int keptFrom(Priority priority) {
    return isShared && priority == Priority.BACKGROUND ? burst / 5 : 0;
  }
}
