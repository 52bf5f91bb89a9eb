package dev.managedidentity.emulator.arm;

import java.util.List;
import java.util.Objects;

/**
 * What Azure does late, and what is not established about it. Times are seconds at Azure's own
 * pace. Whatever is left out has the value that is safe to test against.
 *
 * @param identityDelay for so long after it was made, reading an identity may say 404
 * @param principalDelay for so long a new principal can be given no role
 * @param activityDelay so late is the activity log; from three to twenty minutes where left out
 * @param snapshotAge so old is what the Resource Graph answers
 * @param graphRefused parts of ids for which the Resource Graph answers 422; "*" is all
 * @param lateNotFound whether the first read of a deleted resource is answered by compute itself
 * @param emptyEntries whether a scale set's answer to a write shows no values: by its api version
 *     where left out
 * @param unattachedNull whether a null for an id that is not attached is taken; otherwise refused
 * @param conflictCode the code of a 409 for a write while another runs
 * @param flexibleValues whether a Flexible scale set shows the values of its identities
 * @param foreignSubscriptions those of another tenant, whose identities are refused
 */
public record Quirks(
    Double identityDelay,
    Double principalDelay,
    Double activityDelay,
    Double snapshotAge,
    List<String> graphRefused,
    Boolean lateNotFound,
    Boolean emptyEntries,
    Boolean unattachedNull,
    String conflictCode,
    Boolean flexibleValues,
    List<String> foreignSubscriptions) {

  private static final double PRINCIPAL_DELAY = 20;
  private static final double SNAPSHOT_AGE = 5;

  public Quirks {
    identityDelay = Objects.requireNonNullElse(identityDelay, 0.0);
    principalDelay = Objects.requireNonNullElse(principalDelay, PRINCIPAL_DELAY);
    snapshotAge = Objects.requireNonNullElse(snapshotAge, SNAPSHOT_AGE);
    graphRefused = graphRefused == null ? List.of() : List.copyOf(graphRefused);
    lateNotFound = Objects.requireNonNullElse(lateNotFound, false);
    unattachedNull = Objects.requireNonNullElse(unattachedNull, true);
    conflictCode = Objects.requireNonNullElse(conflictCode, "Conflict");
    flexibleValues = Objects.requireNonNullElse(flexibleValues, false);
    foreignSubscriptions =
        foreignSubscriptions == null ? List.of() : List.copyOf(foreignSubscriptions);
  }

  /** Everything as it is where nothing is said. */
  public static Quirks none() {
    return new Quirks(null, null, null, null, null, null, null, null, null, null, null);
  }

  boolean isForeign(String subscription) {
    return foreignSubscriptions.stream().anyMatch(subscription::equalsIgnoreCase);
  }

  /** Whether a scale set's answer to a write of this api version leaves the values out. */
  boolean leavesOutValues(String apiVersion) {
    // Recorded so up to the api versions of 2020, and no more from 2023 on.
    return emptyEntries == null ? apiVersion.compareTo("2021") < 0 : emptyEntries;
  }
}
