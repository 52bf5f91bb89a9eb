package dev.managedidentity.plan;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity block of one PATCH: the difference and nothing else.
 *
 * @param type the type the target is to have afterwards
 * @param userAssigned what to do with which identity; ids not named are kept by Azure. Empty means
 *     that no map is sent: with {@code SystemAssigned} or {@code None} Azure then drops every
 *     user-assigned identity, and it refuses a map beside these types.
 */
public record IdentityPatch(IdentityType type, Map<ArmId, Entry> userAssigned) {

  /** Azure refuses more identities than this in one request. */
  public static final int MOST_ENTRIES = 150;

  /** What the value of an entry says. */
  public enum Entry {
    /** Sent as an empty object. */
    ASSIGN,
    /** Sent as null. */
    REMOVE
  }

  public IdentityPatch {
    userAssigned = Collections.unmodifiableMap(new TreeMap<>(userAssigned));
    if (!type.hasUserAssigned() && !userAssigned.isEmpty()) {
      throw new IllegalArgumentException("Azure refuses identities beside type " + type.text());
    }
    if (userAssigned.size() > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "Azure takes " + MOST_ENTRIES + " identities a request, not " + userAssigned.size());
    }
  }

  /** Whether this is what a target has after it, as far as the PATCH is about it. */
  public boolean isDoneIn(LiveIdentity live) {
    return live.type() == type
        && userAssigned.entrySet().stream()
            .allMatch(
                one ->
                    live.userAssigned().containsKey(one.getKey())
                        == (one.getValue() == Entry.ASSIGN));
  }
}
