package dev.managedidentity.plan;

/**
 * What a declaration says of the managed identity extension.
 *
 * @param wanted null: not managed
 * @param owned whether the operator added it, or is about to, for this declaration
 */
public record ExtensionClaim(ExtensionWish wanted, boolean owned) {
  public static final ExtensionClaim NONE = new ExtensionClaim(null, false);
}
