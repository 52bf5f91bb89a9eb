package dev.managedidentity.api;

/** The names every kind shares. */
public final class Api {
  public static final String GROUP = "managedidentity.dev";
  public static final String VERSION = "v1alpha1";

  /** Held by a declaration until what it assigned is taken away (or retained, if it says so). */
  public static final String FINALIZER = GROUP + "/identity";

  /**
   * Annotation of a declaration or a namespace: {@code Remove} or {@code Retain}, for what sets no
   * {@code spec.deletionPolicy}. Retain on a declaration wins over its spec.
   */
  public static final String DELETION_POLICY = GROUP + "/deletion-policy";

  /**
   * Annotation that releases deletions which the removal limit holds: {@code true} on a
   * declaration; on a namespace the time until which its declarations were deleted, RFC 3339.
   */
  public static final String RELEASE_REMOVALS = GROUP + "/release-removals";

  private Api() {}
}
