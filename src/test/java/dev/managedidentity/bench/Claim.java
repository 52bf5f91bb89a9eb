package dev.managedidentity.bench;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Something that must hold.
 *
 * @param scaleSets of the fleet that it was measured of
 * @param bound in words, with its figure
 */
record Claim(int scaleSets, String what, double measured, String bound, Verdict verdict) {

  /** What comes of comparing the two. */
  enum Verdict {
    HOLDS("holds"),
    DOES_NOT_HOLD("DOES NOT HOLD"),
    /** At another factor the times of this machine are compared with shortened ones of Azure. */
    AT_FACTOR_1_ONLY("judged at factor 1 only"),
    /** Every ten minutes each status is written: in a shorter time that falls, or does not. */
    OVER_TEN_MINUTES_ONLY("judged over ten minutes only"),
    OF_1000_ON_JDK_25_ONLY("judged of 1000 on JDK 25 only"),
    BY_RESOURCE_MANAGER_ONLY("judged by resource-manager only");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    @JsonValue
    @Override
    public String toString() {
      return words;
    }
  }
}
