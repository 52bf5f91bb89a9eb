package dev.managedidentity.bench;

import java.util.Locale;

/** Who says 429: the two say it in other words, and the operator may mind them otherwise. */
enum Throttling {
  RESOURCE_MANAGER("SubscriptionRequestsThrottled"),
  COMPUTE("OperationNotAllowed");

  /** For so long a throttled subscription answers nothing else: seconds at Azure's own pace. */
  static final int SECONDS = 600;

  /** What it asks to wait: seconds at Azure's own pace. */
  private static final int RETRY_AFTER = 30;

  private final String code;

  Throttling(String code) {
    this.code = code;
  }

  /**
   * By its name in lower case with hyphens.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Throttling named(String name) {
    return valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Whole seconds of this machine, as Retry-After has no fractions. */
  static int retryAfter(double timeFactor) {
    return (int) Math.max(1, Math.ceil(RETRY_AFTER * timeFactor));
  }

  /** As a fault file: whatever is asked of the subscription, and for ten minutes. */
  String fault(String subscription, double timeFactor) {
    return "[{match: {path: '^/subscriptions/%s(/|$)'}, seconds: %d, status: 429, code: %s, retryAfter: %d}]"
        .formatted(subscription, SECONDS, code, retryAfter(timeFactor));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
