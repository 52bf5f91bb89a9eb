package dev.managedidentity.operator;

import dev.managedidentity.azure.Azure;
import dev.managedidentity.azure.Problem;
import java.time.Duration;
import java.util.Optional;

/**
 * With whose rights Azure is asked and changed.
 *
 * @param name of a Secret with its namespace, such as {@code shop/team-azure}; empty for the
 *     operator's own
 * @param version changes whenever the Secret does
 * @param subscription of what names none
 * @param azure ends every call in the problem, if there is one
 * @param problem why the Secret cannot be used
 */
record Credential(
    String name,
    String version,
    DefaultSubscription subscription,
    Azure azure,
    Optional<Problem> problem) {

  /** The operator's own. */
  static Credential own(Azure azure, String subscription) {
    return new Credential(
        "", "", new DefaultSubscription(subscription, "for the operator"), azure, Optional.empty());
  }

  /** The Secret's name without its namespace; null for the operator's own. */
  String secretName() {
    return isOwn() ? null : name.substring(name.indexOf('/') + 1);
  }

  boolean isOwn() {
    return name.isEmpty();
  }

  /**
   * When to look again. No watch tells of a Secret that is mended, so that it is asked for every
   * period, however long the pause is for Azure.
   */
  Duration noLaterThan(Duration pause, Duration period) {
    return isOwn() || pause.compareTo(period) < 0 ? pause : period;
  }

  /** What came of one version of it says nothing of the next. */
  String key() {
    return name + "@" + version;
  }
}
