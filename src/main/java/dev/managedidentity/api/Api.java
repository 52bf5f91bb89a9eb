package dev.managedidentity.api;

/** The names every kind shares. */
public final class Api {
  public static final String GROUP = "managedidentity.dev";
  public static final String VERSION = "v1alpha1";

  /** Held by a declaration until what it assigned is taken away (or retained, if it says so). */
  public static final String FINALIZER = GROUP + "/identity";

  private Api() {}
}
