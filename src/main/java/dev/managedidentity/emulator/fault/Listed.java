package dev.managedidentity.emulator.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a list shows identities that are otherwise: under the true ETag, and on every page. Reads of
 * single resources stay true. Exactly one of these is set.
 *
 * @param identity {@code omitted}: the member is missing; {@code former}: as it was before its last
 *     change
 * @param type this type is shown, and only the members that belong to it
 * @param without a regular expression: user-assigned identities in whose id it is found are missing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Listed(String identity, String type, String without) {
  public static final String OMITTED = "omitted";
  public static final String FORMER = "former";

  long set() {
    return Stream.of(identity, type, without).filter(Objects::nonNull).count();
  }

  boolean isKnown() {
    return identity == null || shows(OMITTED) || shows(FORMER);
  }

  /** Whether {@code identity} says this, in any casing. */
  public boolean shows(String what) {
    return identity != null && identity.toLowerCase(Locale.ROOT).equals(what);
  }
}
